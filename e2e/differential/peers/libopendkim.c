/*
 * libopendkim as one long-lived process: cases on standard input, answers on standard output. The protocol stands in
 * ../peer-process.ts. Arguments: a file with key records (NAME TEXT a line), the RSA key in PEM.
 *
 * Fields are handed over one by one, as a milter does.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>
#include <opendkim/dkim.h>

static struct { char *name, *text; } records[64];
static int record_count;

static DKIM_CBSTAT look_up(DKIM *dkim, DKIM_SIGINFO *sig, u_char *buffer, size_t size)
{
	char name[1024];
	(void)dkim;
	snprintf(name, sizeof name, "%s._domainkey.%s", dkim_sig_getselector(sig), dkim_sig_getdomain(sig));
	for (int i = 0; i < record_count; i++) {
		if (strcasecmp(name, records[i].name) == 0) {
			snprintf((char *)buffer, size, "%s", records[i].text);
			return DKIM_CBSTAT_CONTINUE;
		}
	}
	return DKIM_CBSTAT_NOTFOUND;
}

/* Feeds the whole message; the status of the first call that fails, or that of dkim_eom(). */
static DKIM_STAT feed(DKIM *dkim, const char *message, size_t length)
{
	size_t at = 0;
	DKIM_STAT status;
	while (at < length) {
		if (length - at >= 2 && memcmp(message + at, "\r\n", 2) == 0) { at += 2; break; }
		size_t end = at;
		for (;;) {
			const char *line_end = memmem(message + end, length - end, "\r\n", 2);
			if (line_end == NULL) { end = length; break; }
			end = line_end - message + 2;
			if (end >= length || (message[end] != ' ' && message[end] != '\t')) break;
		}
		size_t field = end - at;
		if (field >= 2 && memcmp(message + end - 2, "\r\n", 2) == 0) field -= 2;
		status = dkim_header(dkim, (u_char *)message + at, field);
		if (status != DKIM_STAT_OK && status != DKIM_STAT_SYNTAX) return status;
		at = end;
	}
	status = dkim_eoh(dkim);
	if (status != DKIM_STAT_OK) return status;
	if (at < length) {
		status = dkim_body(dkim, (u_char *)message + at, length - at);
		if (status != DKIM_STAT_OK) return status;
	}
	return dkim_eom(dkim, NULL);
}

static void answer(const char *text, size_t length)
{
	printf("%zu\n", length);
	fwrite(text, 1, length, stdout);
	fflush(stdout);
}

static void fault(const char *where, DKIM *dkim, DKIM_STAT status)
{
	char text[512];
	const char *detail = dkim == NULL ? NULL : dkim_geterror(dkim);
	snprintf(text, sizeof text, "E %s %s %s", where, dkim_getresultstr(status), detail == NULL ? "" : detail);
	answer(text, strlen(text));
}

static void verify(DKIM_LIB *lib, const char *message, size_t length)
{
	DKIM_STAT status;
	DKIM *dkim = dkim_verify(lib, (u_char *)"case", NULL, &status);
	if (dkim == NULL) { fault("dkim_verify", NULL, status); return; }
	status = feed(dkim, message, length);
	DKIM_SIGINFO **signatures;
	int count;
	if (dkim_getsiglist(dkim, &signatures, &count) != DKIM_STAT_OK) {
		if (status == DKIM_STAT_NOSIG || status == DKIM_STAT_OK) answer("", 0);
		else fault("feed", dkim, status);
		dkim_free(dkim);
		return;
	}
	if (count == 0 && status != DKIM_STAT_OK && status != DKIM_STAT_NOSIG) { fault("feed", dkim, status); dkim_free(dkim); return; }
	static char words[65536];
	size_t used = 0;
	for (int i = 0; i < count && used < sizeof words - 256; i++) {
		bool passed = (dkim_sig_getflags(signatures[i]) & DKIM_SIGFLAG_PASSED) != 0
		              && dkim_sig_getbh(signatures[i]) == DKIM_SIGBH_MATCH;
		char detail[200];
		const char *error = dkim_sig_geterrorstr(dkim_sig_geterror(signatures[i]));
		snprintf(detail, sizeof detail, "%s", error == NULL ? "" : error);
		for (char *c = detail; *c != '\0'; c++) if (*c == ' ') *c = '_';
		used += snprintf(words + used, sizeof words - used, "%s%s%s%s%s", i == 0 ? "" : " ", passed ? "pass" : "fail",
		                 passed ? "" : "_(", passed ? "" : detail, passed ? "" : ")");
	}
	answer(words, used);
	dkim_free(dkim);
}

static void sign(DKIM_LIB *lib, const char *key, char *c, char *names, const char *message, size_t length)
{
	DKIM_STAT status;
	char *slash = strchr(c, '/');
	dkim_canon_t header = c[0] == 'r' ? DKIM_CANON_RELAXED : DKIM_CANON_SIMPLE;
	dkim_canon_t body = slash[1] == 'r' ? DKIM_CANON_RELAXED : DKIM_CANON_SIMPLE;
	DKIM *dkim = dkim_sign(lib, (u_char *)"case", NULL, (dkim_sigkey_t)key, (u_char *)"rsa", (u_char *)"example.org",
	                       header, body, DKIM_SIGN_RSASHA256, -1, &status);
	if (dkim == NULL) { fault("dkim_sign", NULL, status); return; }
	static const char *list[256];
	int count = 0;
	for (char *name = strtok(names, ":"); name != NULL && count < 255; name = strtok(NULL, ":")) list[count++] = name;
	list[count] = NULL;
	status = dkim_signhdrs(dkim, list);
	if (status == DKIM_STAT_OK) status = feed(dkim, message, length);
	if (status != DKIM_STAT_OK) { fault("sign", dkim, status); dkim_free(dkim); return; }
	u_char *value;
	size_t size;
	status = dkim_getsighdr_d(dkim, strlen("DKIM-Signature: "), &value, &size);
	if (status != DKIM_STAT_OK) { fault("dkim_getsighdr_d", dkim, status); dkim_free(dkim); return; }
	/* It folds with LF alone, as a milter's field has it. */
	static char field[131072];
	size_t used = snprintf(field, sizeof field, "DKIM-Signature: ");
	for (size_t i = 0; i < size && used < sizeof field - 4; i++) {
		if (value[i] == '\n' && (i == 0 || value[i - 1] != '\r')) field[used++] = '\r';
		field[used++] = (char)value[i];
	}
	field[used++] = '\r';
	field[used++] = '\n';
	answer(field, used);
	dkim_free(dkim);
}

int main(int argc, char **argv)
{
	if (argc < 3) return 2;
	char *line = NULL;
	size_t capacity = 0;
	FILE *file = fopen(argv[1], "r");
	if (file == NULL) return 2;
	while (getline(&line, &capacity, file) > 0 && record_count < 64) {
		line[strcspn(line, "\n")] = '\0';
		char *blank = strchr(line, ' ');
		if (blank == NULL) continue;
		*blank = '\0';
		records[record_count].name = strdup(line);
		records[record_count++].text = strdup(blank + 1);
	}
	fclose(file);
	static char key[16384];
	file = fopen(argv[2], "r");
	if (file == NULL) return 2;
	key[fread(key, 1, sizeof key - 1, file)] = '\0';
	fclose(file);

	DKIM_LIB *lib = dkim_init(NULL, NULL);
	if (lib == NULL) return 2;
	dkim_set_key_lookup(lib, look_up);
	while (getline(&line, &capacity, stdin) > 0) {
		char *words[8];
		int count = 0;
		for (char *word = strtok(line, " \n"); word != NULL && count < 8; word = strtok(NULL, " \n")) words[count++] = word;
		if (count < 2) continue;
		size_t length = strtoul(words[count - 1], NULL, 10);
		char *message = malloc(length + 1);
		if (message == NULL || fread(message, 1, length, stdin) != length) return 1;
		if (words[0][0] == 'V') verify(lib, message, length);
		else sign(lib, key, words[1], words[3], message, length);
		free(message);
	}
	dkim_close(lib);
	return 0;
}
