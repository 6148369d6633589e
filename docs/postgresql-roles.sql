-- SPDX-License-Identifier: Apache-2.0
-- Rights on a store that PostgreSQL keeps: who writes it cannot change or remove what was written into the history, the
-- entries, the snapshots, issued files, attachments and received packages, nor switch off what guards them; who reads it
-- changes nothing. The owner makes the store (`ngoaivu init`), follows new definitions, and then runs this as often as he
-- likes:
--   psql -v writer=ngoaivu_writer -v reader=ngoaivu_reader -f postgresql-roles.sql postgresql://OWNER@SERVER/DATABASE
-- The roles are made where they are missing; give those who log in one of them: GRANT ngoaivu_writer TO lan;
\set ON_ERROR_STOP on
\if :{?writer} \else \set writer ngoaivu_writer \endif
\if :{?reader} \else \set reader ngoaivu_reader \endif
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT set_config('ngoaivu.writer', :'writer', true), set_config('ngoaivu.reader', :'reader', true) \g /dev/null
DO $$
DECLARE
	writer text := current_setting('ngoaivu.writer');
	reader text := current_setting('ngoaivu.reader');
	name text;
	held regclass;
	keeps boolean;
BEGIN
	IF to_regclass('history') IS NULL THEN
		RAISE EXCEPTION 'there is no store in the schema %: make one with `ngoaivu init`', current_schema();
	END IF;
	FOREACH name IN ARRAY ARRAY[writer, reader] LOOP
		IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', name);
		END IF;
		EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), name);
		EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM %I', current_schema(), name);
	END LOOP;
	EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
	FOR held, keeps IN
		SELECT c.oid::regclass, EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname = 'append_only')
		FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
	LOOP
		EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %I, %I', held, writer, reader);
		EXECUTE format('GRANT SELECT ON %s TO %I, %I', held, writer, reader);
		EXECUTE format('GRANT %s ON %s TO %I', CASE WHEN keeps THEN 'INSERT' ELSE 'INSERT, UPDATE, DELETE' END, held, writer);
	END LOOP;
END $$;
COMMIT;
