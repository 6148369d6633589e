/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The handlers of all routes (routes.c); those of a kind are in one page_*.c. */
#include "web/route.h"

/* page_problem.c: what is shown instead when something is wrong */
void show_problem(struct request *request, guint status, const char *message);

#define HANDLER(name) gboolean name(struct request *request, GError **error)
HANDLER(show_asset);        /* assets.c */
HANDLER(show_icon);
HANDLER(show_robots);
HANDLER(show_health);       /* page_service.c */
HANDLER(show_metrics);
HANDLER(choose_language);
HANDLER(show_sign_in);      /* page_sign.c */
HANDLER(sign_in);
HANDLER(show_code);
HANDLER(give_code);
HANDLER(sign_out);
HANDLER(show_follow);       /* page_follow.c */
HANDLER(follow_dossier);
HANDLER(show_public);       /* page_public.c */
HANDLER(show_public_office);
HANDLER(show_release);
HANDLER(show_release_file);
HANDLER(show_public_feed);  /* page_public_feed.c */
HANDLER(show_public_verify); /* page_public_verify.c */
HANDLER(verify_public);
HANDLER(publish_record);    /* page_publish.c */
HANDLER(show_setup);        /* page_setup.c */
HANDLER(set_up);
HANDLER(show_account);      /* page_account.c */
HANDLER(show_password);
HANDLER(change_password);
HANDLER(end_session);
HANDLER(end_other_sessions);
HANDLER(turn_codes_on);
HANDLER(confirm_codes);
HANDLER(turn_codes_off);
HANDLER(show_tokens);       /* page_token.c */
HANDLER(make_token);
HANDLER(revoke_token);
HANDLER(show_home);         /* page_home.c */
HANDLER(show_work);         /* page_work.c */
HANDLER(list_registers);    /* page_registers.c */
HANDLER(list_records);      /* page_list.c */
HANDLER(export_records);    /* page_export.c */
HANDLER(show_filter);       /* page_filter.c */
HANDLER(keep_view);
HANDLER(drop_view);
HANDLER(show_bulk);         /* page_bulk.c */
HANDLER(change_bulk);
HANDLER(show_import);       /* page_import.c */
HANDLER(take_sheet);
HANDLER(show_template);
HANDLER(preview_sheet);     /* page_preview.c */
HANDLER(load_sheet);
HANDLER(return_sheet);
HANDLER(show_record);       /* page_record.c */
HANDLER(show_book);         /* page_book.c */
HANDLER(print_book);
HANDLER(show_file);         /* page_file.c */
HANDLER(add_comment);       /* page_comment.c */
HANDLER(delete_record);     /* page_change.c */
HANDLER(restore_record);
HANDLER(undo_record);
HANDLER(change_state);
HANDLER(show_new_record);   /* page_edit.c */
HANDLER(create_record);
HANDLER(show_edit_record);
HANDLER(change_record_form);
HANDLER(search_records);    /* page_search.c */
HANDLER(show_exchange);     /* page_exchange.c */
HANDLER(receive_packages);  /* page_exchange_files.c */
HANDLER(give_acknowledgement);
HANDLER(take_acknowledgement);
HANDLER(take_package);
HANDLER(decide_received);
HANDLER(show_help);         /* page_help.c */
HANDLER(show_guide);        /* page_guide.c */
HANDLER(show_calendar);     /* page_calendar.c */
HANDLER(show_feed);         /* page_feed.c */
HANDLER(make_feed);
HANDLER(end_feed);
HANDLER(list_figures);      /* page_figures.c */
HANDLER(show_figure);
HANDLER(list_baselines);    /* page_baseline.c */
HANDLER(take_baseline);
HANDLER(show_baseline);     /* page_baseline_source.c */
HANDLER(decide_baseline);
HANDLER(list_reports);      /* page_reports.c */
HANDLER(show_new_report);
HANDLER(open_report);
HANDLER(show_report);       /* page_report.c */
HANDLER(answer_finding);    /* page_report_check.c */
HANDLER(download_annotated);
HANDLER(show_report_page);  /* page_report_files.c */
HANDLER(show_report_pdf);
HANDLER(download_report);
HANDLER(show_parts);        /* page_part.c */
HANDLER(assign_parts);
HANDLER(show_part);
HANDLER(change_part);
HANDLER(preview_part);       /* page_part_text.c */
HANDLER(show_compared);     /* page_report_compare.c */
HANDLER(show_bridge);       /* page_report_bridge.c */
HANDLER(download_bridge);
HANDLER(show_period);       /* page_period.c */
HANDLER(move_report);       /* page_report_acts.c */
HANDLER(issue_report);
HANDLER(show_verify);       /* page_verify.c */
HANDLER(verify_file);
HANDLER(list_accounts);     /* page_accounts.c */
HANDLER(show_new_account);
HANDLER(create_account);
HANDLER(show_other_account);
HANDLER(change_account);
HANDLER(disable_account);
HANDLER(invite_account);
HANDLER(show_log);          /* page_log.c */
HANDLER(api_show_openapi);  /* openapi.c */
HANDLER(api_show_me);       /* api_registers.c */
HANDLER(api_list_registers);
HANDLER(api_show_register);
HANDLER(api_list_codes);
HANDLER(api_show_codes);
HANDLER(api_search);
HANDLER(api_list_links);
HANDLER(api_list_records);  /* api_records.c */
HANDLER(api_create_record);
HANDLER(api_show_record);
HANDLER(api_change_record);
HANDLER(api_delete_record);
HANDLER(api_change_state);
HANDLER(api_undo_record);
HANDLER(api_restore_record);
HANDLER(api_list_changes);  /* api_course.c */
HANDLER(api_list_comments);
HANDLER(api_add_comment);
HANDLER(api_keep_file);
HANDLER(api_list_figures);  /* api_figures.c */
HANDLER(api_show_figure);
HANDLER(api_explain_figure);
HANDLER(api_list_work);     /* api_work.c */
HANDLER(api_show_calendar);
HANDLER(api_list_reports);  /* api_reports.c */
HANDLER(api_list_due_reports);
HANDLER(api_open_report);
HANDLER(api_show_report);
HANDLER(api_move_report);
HANDLER(api_issue_report);
HANDLER(api_list_findings); /* api_report_work.c */
HANDLER(api_answer_finding);
HANDLER(api_list_parts);
HANDLER(api_assign_part);
HANDLER(api_show_part);
HANDLER(api_change_part);
HANDLER(api_compare_report);
HANDLER(api_verify_file);
HANDLER(api_list_log);      /* api_admin.c */
HANDLER(api_list_readings);
HANDLER(api_list_accounts);
HANDLER(api_show_account);
HANDLER(api_create_account);
HANDLER(api_change_account);
HANDLER(api_invite_account);
HANDLER(api_list_tokens);
HANDLER(api_make_token);
HANDLER(api_revoke_token);
HANDLER(api_preview_part);
HANDLER(api_keep_sheet);    /* api_sheets.c */
HANDLER(api_preview_sheet);
HANDLER(api_load_sheet);
HANDLER(api_change_records);
HANDLER(api_list_views);
HANDLER(api_keep_view);
HANDLER(api_drop_view);
HANDLER(api_show_release);  /* api_public.c */
HANDLER(api_publish_record);
HANDLER(api_withdraw_record);
HANDLER(api_list_releases);
HANDLER(api_show_code);
HANDLER(api_follow_dossier);
HANDLER(api_show_book);
HANDLER(api_show_period);   /* api_hub.c */
HANDLER(api_show_hub);
HANDLER(api_list_received);
HANDLER(api_decide_received);
HANDLER(api_receive_package);
HANDLER(api_take_acknowledgement);
HANDLER(api_show_bridge);
HANDLER(api_list_sessions); /* api_own.c */
HANDLER(api_end_session);
HANDLER(api_end_sessions);
HANDLER(api_make_feed);
HANDLER(api_end_feed);
#undef HANDLER
