/* The same calls as CallBenchmark makes, in plain C: what libvirt itself costs.
 *
 *   calls URI DOMAIN
 *
 * Reads lines "OPERATION COUNT", makes that many calls, and answers each with the nanoseconds they took.
 * DOMAIN is looked up once, and its pointer kept.
 *
 * It declares what it needs of libvirt itself, so that no headers are wanted:
 *   gcc -O2 -o calls calls.c -l:libvirt.so.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  unsigned char state;
  unsigned long max_memory, memory;
  unsigned short vcpus;
  unsigned long long cpu_time;
} info;

typedef struct {
  char field[80];
  int type;
  union {
    int i;
    unsigned int ui;
    unsigned long long ul;
  } value;
} param;

typedef struct {
  void *domain;
  param *params;
  int count;
} record;

typedef struct {
  int code, domain;
  char *message;
} error;

extern void *virConnectOpen(const char *uri);
extern int virConnectClose(void *c);
extern void virSetErrorFunc(void *data, void (*function)(void *, error *));
extern error *virGetLastError(void);
extern void *virDomainLookupByName(void *c, const char *name);
extern void *virDomainLookupByUUID(void *c, const unsigned char *uuid);
extern int virDomainGetUUID(void *d, unsigned char *uuid);
extern const char *virDomainGetName(void *d);
extern int virDomainFree(void *d);
extern int virDomainGetState(void *d, int *state, int *reason, unsigned int flags);
extern int virDomainGetInfo(void *d, info *i);
extern char *virDomainGetXMLDesc(void *d, unsigned int flags);
extern int virDomainGetAutostart(void *d, int *on);
extern int virConnectListAllDomains(void *c, void ***domains, unsigned int flags);
extern int virConnectGetAllDomainStats(void *c, unsigned int groups, record ***records, unsigned int flags);
extern void virDomainStatsRecordListFree(record **records);

static void *c, *d;
static const char *name;
static unsigned char uuid[16];
static unsigned long seen; /* what keeps the compiler from leaving work out */

static void quiet(void *data, error *e) {}

static void need(int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "%s failed: %s\n", what, virGetLastError() ? virGetLastError()->message : "");
    exit(1);
  }
}

static void state(void) {
  int s, reason;
  need(virDomainGetState(d, &s, &reason, 0) == 0, "virDomainGetState");
  seen += s;
}

static void get_info(void) {
  info i;
  need(virDomainGetInfo(d, &i) == 0, "virDomainGetInfo");
  seen += i.memory;
}

static void xml(void) {
  char *text = virDomainGetXMLDesc(d, 1);
  need(text != NULL, "virDomainGetXMLDesc");
  seen += strlen(text);
  free(text);
}

static void autostart(void) {
  int on;
  need(virDomainGetAutostart(d, &on) == 0, "virDomainGetAutostart");
  seen += on;
}

static void find_name(void) {
  void *found = virDomainLookupByName(c, name);
  need(found != NULL, "virDomainLookupByName");
  virDomainFree(found);
}

static void find_uuid(void) {
  void *found = virDomainLookupByUUID(c, uuid);
  need(found != NULL, "virDomainLookupByUUID");
  virDomainFree(found);
}

static void find_nobody(void) {
  need(virDomainLookupByName(c, "kvmsdk-nobody") == NULL, "not finding");
  seen += virGetLastError()->code + strlen(virGetLastError()->message);
}

static void list(void) {
  void **all;
  int count = virConnectListAllDomains(c, &all, 0);
  need(count >= 0, "virConnectListAllDomains");
  for (int i = 0; i < count; i++) {
    unsigned char id[16];
    virDomainGetUUID(all[i], id);
    seen += id[0] + strlen(virDomainGetName(all[i]));
    virDomainFree(all[i]);
  }
  free(all);
}

static void list_states(void) {
  record **all;
  int count = virConnectGetAllDomainStats(c, 1, &all, 0);
  need(count >= 0, "virConnectGetAllDomainStats");
  for (int i = 0; i < count; i++) {
    unsigned char id[16];
    virDomainGetUUID(all[i]->domain, id);
    seen += id[0] + strlen(virDomainGetName(all[i]->domain));
    for (int p = 0; p < all[i]->count; p++)
      if (strcmp(all[i]->params[p].field, "state.state") == 0) seen += all[i]->params[p].value.i;
  }
  virDomainStatsRecordListFree(all);
}

static const struct {
  const char *name;
  void (*call)(void);
} operations[] = {
  {"state", state},         {"info", get_info},       {"xml", xml},
  {"autostart", autostart}, {"findName", find_name},  {"findUuid", find_uuid},
  {"findNobody", find_nobody}, {"list", list},        {"listStates", list_states},
};

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void run(const char *operation, int count) {
  for (size_t o = 0; o < sizeof operations / sizeof *operations; o++) {
    if (strcmp(operation, operations[o].name) == 0) {
      long long start = now();
      for (int i = 0; i < count; i++) operations[o].call();
      printf("%lld\n", now() - start);
      fflush(stdout);
      return;
    }
  }
  fprintf(stderr, "there is no operation '%s'\n", operation);
  exit(1);
}

int main(int argc, char **argv) {
  char operation[64];
  int count;
  if (argc != 3) {
    fprintf(stderr, "usage: calls URI DOMAIN\n");
    return 2;
  }
  name = argv[2];
  virSetErrorFunc(NULL, quiet);
  need((c = virConnectOpen(argv[1])) != NULL, "virConnectOpen");
  need((d = virDomainLookupByName(c, name)) != NULL, "virDomainLookupByName");
  virDomainGetUUID(d, uuid);
  while (scanf("%63s %d", operation, &count) == 2) run(operation, count);
  virDomainFree(d);
  virConnectClose(c);
  return 0;
}
