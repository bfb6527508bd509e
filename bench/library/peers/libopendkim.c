/*
 * libopendkim as a worker: ../job.ts. Arguments: key file, record file.
 *
 * Fields are handed over one by one and the body in pieces of 64 KiB, as a milter does.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <opendkim/dkim.h>

#define PIECE 65536

static char *key, *record;
static DKIM_LIB *library;

static char *slurp(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) { perror(path); exit(2); }
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	char *octets = malloc(*length + 1);
	if (octets == NULL || fread(octets, 1, *length, file) != *length) { perror(path); exit(2); }
	octets[*length] = '\0';
	fclose(file);
	return octets;
}

static double seconds_of(clockid_t clock)
{
	struct timespec at;
	clock_gettime(clock, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static DKIM_CBSTAT look_up(DKIM *dkim, DKIM_SIGINFO *signature, u_char *buffer, size_t size)
{
	(void)dkim;
	(void)signature;
	snprintf((char *)buffer, size, "%s", record);
	return DKIM_CBSTAT_CONTINUE;
}

/* Where the body begins. */
static size_t feed_header(DKIM *dkim, const char *message, size_t length)
{
	size_t at = 0;
	while (at < length && memcmp(message + at, "\r\n", 2) != 0) {
		size_t end = at;
		do {
			end = (size_t)((char *)memmem(message + end, length - end, "\r\n", 2) - message) + 2;
		} while (message[end] == ' ' || message[end] == '\t');
		dkim_header(dkim, (u_char *)message + at, end - at - 2);
		at = end;
	}
	return at + 2;
}

static DKIM_STAT feed(DKIM *dkim, const char *message, size_t length)
{
	size_t at = feed_header(dkim, message, length);
	DKIM_STAT status = dkim_eoh(dkim);
	for (; status == DKIM_STAT_OK && at < length; at += PIECE) {
		status = dkim_body(dkim, (u_char *)message + at, length - at < PIECE ? length - at : PIECE);
	}
	return status == DKIM_STAT_OK ? dkim_eom(dkim, NULL) : status;
}

static DKIM_STAT sign(dkim_canon_t form, const char *message, size_t length)
{
	DKIM_STAT status;
	DKIM *dkim = dkim_sign(library, (u_char *)"bench", NULL, (dkim_sigkey_t)key, (u_char *)"bench",
		(u_char *)"bench.example", form, form, DKIM_SIGN_RSASHA256, -1, &status);
	if (dkim == NULL) return status;
	status = feed(dkim, message, length);
	u_char *field;
	size_t size;
	if (status == DKIM_STAT_OK) status = dkim_getsighdr_d(dkim, strlen("DKIM-Signature: "), &field, &size);
	dkim_free(dkim);
	return status;
}

static DKIM_STAT verify(const char *message, size_t length)
{
	DKIM_STAT status;
	DKIM *dkim = dkim_verify(library, (u_char *)"bench", NULL, &status);
	if (dkim == NULL) return status;
	status = feed(dkim, message, length);
	dkim_free(dkim);
	return status;
}

int main(int count_of_arguments, char **arguments)
{
	if (count_of_arguments < 3) return 2;
	size_t length;
	key = slurp(arguments[1], &length);
	record = slurp(arguments[2], &length);
	const u_char *fields[] = {
		(u_char *)"from", (u_char *)"to", (u_char *)"cc", (u_char *)"subject", (u_char *)"date", (u_char *)"message-id",
		(u_char *)"mime-version", (u_char *)"content-type", (u_char *)"list-id", (u_char *)"list-unsubscribe", NULL,
	};
	library = dkim_init(NULL, NULL);
	dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_SIGNHDRS, (void *)fields, sizeof(u_char **));
	dkim_set_key_lookup(library, look_up);

	char line[4096];
	while (fgets(line, sizeof line, stdin) != NULL) {
		char *rest = line;
		bool is_signing = strcmp(strsep(&rest, "\t"), "sign") == 0;
		dkim_canon_t form = strcmp(strsep(&rest, "\t"), "simple") == 0 ? DKIM_CANON_SIMPLE : DKIM_CANON_RELAXED;
		char *message = slurp(strsep(&rest, "\t"), &length);
		double seconds = atof(rest), wall = 0;
		double start = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
		long count = 0;
		DKIM_STAT status;
		do {
			status = is_signing ? sign(form, message, length) : verify(message, length);
			count++;
			wall = seconds_of(CLOCK_MONOTONIC) - start;
		} while (status == DKIM_STAT_OK && wall < seconds);
		if (status == DKIM_STAT_OK) {
			cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
			printf("{\"count\":%ld,\"wallSeconds\":%.6f,\"cpuSeconds\":%.6f}\n", count, wall, cpu);
		} else {
			printf("{\"error\":\"%s\"}\n", dkim_getresultstr(status));
		}
		fflush(stdout);
		free(message);
	}
	return 0;
}
