/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * libpq, loaded when the first store on a server is opened: with what it stands on it is a third of the program's
 * libraries, and most commands have their store in a file. Its functions are called by their own names.
 */
#include "base/library.h"
#include <libpq-fe.h>

#define PG_FUNCTIONS(of) \
	of(PQclear) of(PQcmdStatus) of(PQconnectPoll) of(PQconnectStartParams) of(PQconnectionNeedsPassword) \
	of(PQconnectionUsedPassword) of(PQconninfo) of(PQconninfoFree) of(PQconninfoParse) of(PQdb) \
	of(PQenterPipelineMode) of(PQerrorMessage) of(PQexec) of(PQexecParams) of(PQexitPipelineMode) of(PQfinish) \
	of(PQgetResult) of(PQgetisnull) of(PQgetlength) of(PQgetvalue) of(PQntuples) of(PQparameterStatus) \
	of(PQpipelineSync) of(PQputCopyData) of(PQputCopyEnd) of(PQresultErrorField) of(PQresultErrorMessage) of(PQresultStatus) of(PQsendPrepare) \
	of(PQsendQueryParams) of(PQsendQueryPrepared) of(PQserverVersion) of(PQsetErrorVerbosity) \
	of(PQsetNoticeReceiver) of(PQsocket) of(PQstatus) of(PQuser)

struct pg_library {
	PG_FUNCTIONS(LIBRARY_POINTER)
};
extern struct pg_library pg_library;

/* Before any other of them. */
gboolean pg_library_load(GError **error);

#define PQclear pg_library.PQclear
#define PQcmdStatus pg_library.PQcmdStatus
#define PQconnectPoll pg_library.PQconnectPoll
#define PQconnectStartParams pg_library.PQconnectStartParams
#define PQconnectionNeedsPassword pg_library.PQconnectionNeedsPassword
#define PQconnectionUsedPassword pg_library.PQconnectionUsedPassword
#define PQconninfo pg_library.PQconninfo
#define PQconninfoFree pg_library.PQconninfoFree
#define PQconninfoParse pg_library.PQconninfoParse
#define PQdb pg_library.PQdb
#define PQenterPipelineMode pg_library.PQenterPipelineMode
#define PQerrorMessage pg_library.PQerrorMessage
#define PQexec pg_library.PQexec
#define PQexecParams pg_library.PQexecParams
#define PQexitPipelineMode pg_library.PQexitPipelineMode
#define PQfinish pg_library.PQfinish
#define PQgetResult pg_library.PQgetResult
#define PQgetisnull pg_library.PQgetisnull
#define PQgetlength pg_library.PQgetlength
#define PQgetvalue pg_library.PQgetvalue
#define PQntuples pg_library.PQntuples
#define PQparameterStatus pg_library.PQparameterStatus
#define PQpipelineSync pg_library.PQpipelineSync
#define PQputCopyData pg_library.PQputCopyData
#define PQputCopyEnd pg_library.PQputCopyEnd
#define PQresultErrorField pg_library.PQresultErrorField
#define PQresultErrorMessage pg_library.PQresultErrorMessage
#define PQresultStatus pg_library.PQresultStatus
#define PQsendPrepare pg_library.PQsendPrepare
#define PQsendQueryParams pg_library.PQsendQueryParams
#define PQsendQueryPrepared pg_library.PQsendQueryPrepared
#define PQserverVersion pg_library.PQserverVersion
#define PQsetErrorVerbosity pg_library.PQsetErrorVerbosity
#define PQsetNoticeReceiver pg_library.PQsetNoticeReceiver
#define PQsocket pg_library.PQsocket
#define PQstatus pg_library.PQstatus
#define PQuser pg_library.PQuser
