/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/command.h"
#include "cli/print.h"
#include "web/server.h"

#include <string.h>

int cmd_serve(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)arguments;
	if (words->routes) {
		print_json(routes_json());
		return 0;
	}
	if (!words->certificate != !words->key) {
		fail(error, ERROR_USAGE, _("--certificate and --key are given together"));
		return ERROR_USAGE;
	}
	struct serve_options options = { .listen = words->listen ? words->listen : "127.0.0.1:8080", .certificate = words->certificate,
		.key = words->key, .log = words->log, .behind_proxy = words->behind_proxy };
	return server_run(app, &options, error) ? 0 : ERROR_SYSTEM;
}
