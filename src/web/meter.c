/* SPDX-License-Identifier: Apache-2.0 */
#include "web/meter.h"
#include "web/server.h"

static const gint64 bounds[] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000 }; /* µs */

struct counts {
	gint64 statuses[6]; /* by hundreds */
	gint64 times[G_N_ELEMENTS(bounds) + 1], microseconds, bytes;
};

struct meter {
	GMutex lock;
	guint routes;
	struct counts *counts; /* one a route, the last for what is none */
};

struct meter *meter_new(void)
{
	struct meter *meter = g_new0(struct meter, 1);
	meter->routes = routes_count();
	meter->counts = g_new0(struct counts, meter->routes + 1);
	g_mutex_init(&meter->lock);
	return meter;
}

void meter_free(struct meter *meter)
{
	if (!meter)
		return;
	g_mutex_clear(&meter->lock);
	g_free(meter->counts);
	g_free(meter);
}

void meter_note(struct meter *meter, const struct route *route, guint status, gint64 microseconds, gsize bytes)
{
	guint place = 0;
	while (place < G_N_ELEMENTS(bounds) && microseconds > bounds[place])
		place++;
	g_mutex_lock(&meter->lock);
	struct counts *counts = &meter->counts[route ? route_index(route) : meter->routes];
	counts->statuses[MIN(status / 100, 5)]++;
	counts->times[place]++;
	counts->microseconds += microseconds;
	counts->bytes += (gint64)bytes;
	g_mutex_unlock(&meter->lock);
}

static char *route_labels(const struct meter *meter, guint index)
{
	if (index == meter->routes)
		return g_strdup("route=\"none\"");
	return g_strdup_printf("route=\"%s %s\"", method_name(route_at(index)->method), route_at(index)->pattern);
}

static gint64 counted(const struct counts *counts)
{
	gint64 sum = 0;
	for (guint i = 0; i < G_N_ELEMENTS(counts->times); i++)
		sum += counts->times[i];
	return sum;
}

static void write_requests(const struct meter *meter, GString *text)
{
	g_string_append(text, "# TYPE ngoaivu_requests counter\n# HELP ngoaivu_requests Requests answered, by route and class of status.\n");
	for (guint i = 0; i <= meter->routes; i++) {
		g_autofree char *labels = route_labels(meter, i);
		for (guint s = 1; s < G_N_ELEMENTS(meter->counts[i].statuses); s++)
			if (meter->counts[i].statuses[s])
				g_string_append_printf(text, "ngoaivu_requests_total{%s,status=\"%uxx\"} %" G_GINT64_FORMAT "\n", labels, s, meter->counts[i].statuses[s]);
	}
	g_string_append(text, "# TYPE ngoaivu_sent_bytes counter\n# UNIT ngoaivu_sent_bytes bytes\n# HELP ngoaivu_sent_bytes Bytes of answers.\n");
	gint64 bytes = 0;
	for (guint i = 0; i <= meter->routes; i++)
		bytes += meter->counts[i].bytes;
	g_string_append_printf(text, "ngoaivu_sent_bytes_total %" G_GINT64_FORMAT "\n", bytes);
}

static void write_times(const struct meter *meter, GString *text)
{
	g_string_append(text, "# TYPE ngoaivu_request_seconds histogram\n# UNIT ngoaivu_request_seconds seconds\n# HELP ngoaivu_request_seconds Time from the last byte of a request to its answer.\n");
	for (guint i = 0; i <= meter->routes; i++) {
		const struct counts *counts = &meter->counts[i];
		g_autofree char *labels = route_labels(meter, i);
		gint64 below = 0;
		if (!counted(counts))
			continue;
		for (guint b = 0; b < G_N_ELEMENTS(bounds); b++) {
			below += counts->times[b];
			g_string_append_printf(text, "ngoaivu_request_seconds_bucket{%s,le=\"%g\"} %" G_GINT64_FORMAT "\n", labels, (double)bounds[b] / 1e6, below);
		}
		g_string_append_printf(text, "ngoaivu_request_seconds_bucket{%s,le=\"+Inf\"} %" G_GINT64_FORMAT "\n", labels, counted(counts));
		g_string_append_printf(text, "ngoaivu_request_seconds_count{%s} %" G_GINT64_FORMAT "\n", labels, counted(counts));
		g_string_append_printf(text, "ngoaivu_request_seconds_sum{%s} %.6f\n", labels, (double)counts->microseconds / 1e6);
	}
}

static void write_gauge(GString *text, const char *name, const char *help, gint64 value)
{
	g_string_append_printf(text, "# TYPE %s gauge\n# HELP %s %s\n%s %" G_GINT64_FORMAT "\n", name, name, help, name, value);
}

static void write_counter(GString *text, const char *name, const char *help, gint64 value)
{
	g_string_append_printf(text, "# TYPE %s counter\n# HELP %s %s\n%s_total %" G_GINT64_FORMAT "\n", name, name, help, name, value);
}

/* Pages of memory that the process holds, by the system. */
static gint64 resident_bytes(void)
{
	g_autofree char *text = NULL;
	long long size = 0, resident = 0;
	if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL) || sscanf(text, "%lld %lld", &size, &resident) != 2)
		return 0;
	return (gint64)resident * 4096;
}

void meter_write(struct server *server, GString *text)
{
	struct meter *meter = server->meter;
	struct writer_counts writer = writer_counts(server->writer);
	g_mutex_lock(&meter->lock);
	write_requests(meter, text);
	write_times(meter, text);
	g_mutex_unlock(&meter->lock);
	write_gauge(text, "ngoaivu_requests_in_hand", "Requests being handled.", g_atomic_int_get(&server->in_hand));
	write_gauge(text, "ngoaivu_writes_waiting", "Changes waiting for the writer.", writer.waiting);
	write_counter(text, "ngoaivu_writes", "Changes taken by the writer.", writer.acts);
	write_counter(text, "ngoaivu_write_failures", "Changes that were undone.", writer.failures);
	write_counter(text, "ngoaivu_commits", "Transactions of the writer.", writer.commits);
	write_gauge(text, "ngoaivu_resident_bytes", "Memory in use.", resident_bytes());
	write_gauge(text, "ngoaivu_uptime_seconds", "Seconds since the start.", (g_get_monotonic_time() - server->began) / G_USEC_PER_SEC);
	g_string_append(text, "# EOF\n");
}
