// Records what a process does to the files of one directory, so that a test can build what a power cut may leave of them. Loaded with LD_PRELOAD.
//
//   POWERCUT_ROOT  the directory, as its canonical path
//   POWERCUT_LOG   the file to which the records are appended; several processes may share it
//
// A record has the header below and `length` bytes: the data, or names in the directory, each with a zero at its end. It is written after the call, and
// records have the order of the calls. Calls that would write past the records (copy_file_range, sendfile, fallocate, FICLONE) fail as on a file system that
// does not know them. Writing through mmap is recorded as MAPPED, without the data.
#define _GNU_SOURCE
#define _LARGEFILE64_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPENED = 1, CREATED, WRITTEN, RESIZED, SYNCED, RENAMED, LINKED, REMOVED, MAPPED };

struct header {
  uint32_t kind;
  uint32_t length;
  uint64_t file;    // the inode
  uint64_t offset;  // of WRITTEN; the size of RESIZED
};

#define MAX_FILES 65536
static volatile ino_t files[MAX_FILES];  // the inode of each open file of the directory, and of the directory itself
static char root[PATH_MAX];
static size_t root_length;
static int log_file = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

#define NEXT(name) ({ static __typeof__(&name) next; if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name); next; })

static void fail(const char *why) {
  fprintf(stderr, "powercut: %s\n", why);
  abort();
}

__attribute__((constructor)) static void start(void) {
  const char *directory = getenv("POWERCUT_ROOT"), *log = getenv("POWERCUT_LOG");
  if (!directory || !log) fail("POWERCUT_ROOT and POWERCUT_LOG are not set");
  root_length = strlen(strcpy(root, directory));
  log_file = NEXT(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_file < 0) fail("the log cannot be opened");
}

// The name of a path below the directory, or null. The directory itself has an empty name.
static const char *name_of(const char *path) {
  if (!path || !root_length || strncmp(path, root, root_length) || (path[root_length] != '/' && path[root_length])) return NULL;
  return path + root_length + (path[root_length] == '/');
}

static ino_t file_of(int fd) {
  return fd >= 0 && fd < MAX_FILES ? files[fd] : 0;
}

static void record(enum kind kind, ino_t file, uint64_t offset, const void *data, size_t length) {
  struct header header = { kind, (uint32_t)length, file, offset };
  struct iovec parts[] = { { &header, sizeof header }, { (void *)data, length } };
  if (NEXT(writev)(log_file, parts, 2) != (ssize_t)(sizeof header + length)) fail("the log cannot be written");
}

static void begin(void) {
  pthread_mutex_lock(&order);
}

static void end(void) {
  int error = errno;
  pthread_mutex_unlock(&order);
  errno = error;
}

// Runs a call, and what records its success.
#define IN_ORDER(type, call, success, recording) ({ begin(); type result = call; if (success) { int error = errno; recording; errno = error; } end(); result; })

static void opened(int fd, const char *path, int existed, int flags) {
  struct stat status;
  const char *name = name_of(path);
  if (fd >= MAX_FILES || fstat(fd, &status)) fail("a file is open that cannot be recorded");
  files[fd] = status.st_ino;
  record(existed ? OPENED : CREATED, status.st_ino, 0, name, strlen(name) + 1);
  if (existed && (flags & O_TRUNC)) record(RESIZED, status.st_ino, 0, NULL, 0);
}

#define OPEN(directory, call) \
  mode_t mode = 0; \
  if (flags & O_CREAT) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); } \
  if (!name_of(path)) return call; /* A pipe may wait for its other end. */ \
  struct stat before; \
  begin(); \
  int existed = !(flags & O_CREAT) || !fstatat(directory, path, &before, 0); \
  int fd = call; \
  if (fd >= 0) opened(fd, path, existed, flags); \
  end(); \
  return fd

int open(const char *path, int flags, ...) { OPEN(AT_FDCWD, NEXT(open)(path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPEN(AT_FDCWD, NEXT(open64)(path, flags, mode)); }
int openat(int directory, const char *path, int flags, ...) { OPEN(directory, NEXT(openat)(directory, path, flags, mode)); }
int openat64(int directory, const char *path, int flags, ...) { OPEN(directory, NEXT(openat64)(directory, path, flags, mode)); }
int creat(const char *path, mode_t mode) { return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

int close(int fd) {
  if (file_of(fd)) files[fd] = 0;
  return NEXT(close)(fd);
}

static uint64_t position(int fd) {
  struct stat status;
  return fcntl(fd, F_GETFL) & O_APPEND && !fstat(fd, &status) ? (uint64_t)status.st_size : (uint64_t)lseek(fd, 0, SEEK_CUR);
}

#define WRITE(call, at) \
  if (!file_of(fd)) return call; \
  begin(); \
  uint64_t offset = at; \
  ssize_t count = call; \
  if (count > 0) record(WRITTEN, file_of(fd), offset, data, (size_t)count); \
  end(); \
  return count

ssize_t write(int fd, const void *data, size_t length) { WRITE(NEXT(write)(fd, data, length), position(fd)); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { WRITE(NEXT(pwrite)(fd, data, length, at), (uint64_t)at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { WRITE(NEXT(pwrite64)(fd, data, length, at), (uint64_t)at); }

#define WRITE_PARTS(call, at) \
  if (!file_of(fd)) return call; \
  begin(); \
  uint64_t offset = at; \
  ssize_t count = call; \
  for (size_t left = count > 0 ? (size_t)count : 0; left > 0; parts++) { \
    size_t length = parts->iov_len < left ? parts->iov_len : left; \
    record(WRITTEN, file_of(fd), offset, parts->iov_base, length); \
    offset += length; \
    left -= length; \
  } \
  end(); \
  return count

ssize_t writev(int fd, const struct iovec *parts, int number) { WRITE_PARTS(NEXT(writev)(fd, parts, number), position(fd)); }
ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t at) { WRITE_PARTS(NEXT(pwritev)(fd, parts, number, at), (uint64_t)at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int number, off64_t at) { WRITE_PARTS(NEXT(pwritev64)(fd, parts, number, at), (uint64_t)at); }

#define RESIZE(call) return file_of(fd) ? IN_ORDER(int, call, result == 0, record(RESIZED, file_of(fd), (uint64_t)size, NULL, 0)) : call
int ftruncate(int fd, off_t size) { RESIZE(NEXT(ftruncate)(fd, size)); }
int ftruncate64(int fd, off64_t size) { RESIZE(NEXT(ftruncate64)(fd, size)); }

// .NET opens a directory only by a call that is not recorded.
static void adopt(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = file_of(fd) ? 0 : readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;
  if (name_of(path)) opened(fd, path, 1, 0);
}

#define SYNC(call) \
  begin(); \
  adopt(fd); \
  int result = call; \
  if (!result && file_of(fd)) record(SYNCED, file_of(fd), 0, NULL, 0); \
  end(); \
  return result
int fsync(int fd) { SYNC(NEXT(fsync)(fd)); }
int fdatasync(int fd) { SYNC(NEXT(fdatasync)(fd)); }

static void record_names(enum kind kind, const char *from, const char *to) {
  const char *old = name_of(from), *new = name_of(to);
  if (!old && !new) return;
  if (!old || !new) fail("a file was moved into or out of the directory");
  char names[2 * PATH_MAX];
  size_t length = (size_t)snprintf(names, sizeof names, "%s", old) + 1;
  length += (size_t)snprintf(names + length, sizeof names - length, "%s", new) + 1;
  record(kind, 0, 0, names, length);
}

int rename(const char *from, const char *to) { return IN_ORDER(int, NEXT(rename)(from, to), result == 0, record_names(RENAMED, from, to)); }
int link(const char *from, const char *to) { return IN_ORDER(int, NEXT(link)(from, to), result == 0, record_names(LINKED, from, to)); }

int unlink(const char *path) {
  const char *name = name_of(path);
  return name ? IN_ORDER(int, NEXT(unlink)(path), result == 0, record(REMOVED, 0, 0, name, strlen(name) + 1)) : NEXT(unlink)(path);
}

#define MAP(call) return fd >= 0 && file_of(fd) && (protection & PROT_WRITE) && (flags & MAP_SHARED) \
  ? IN_ORDER(void *, call, result != MAP_FAILED, record(MAPPED, file_of(fd), 0, NULL, 0)) : call
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) { MAP(NEXT(mmap)(at, length, protection, flags, fd, offset)); }
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) { MAP(NEXT(mmap64)(at, length, protection, flags, fd, offset)); }

#define REFUSE(fd, error, call) return file_of(fd) ? (errno = error, -1) : call
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
  REFUSE(out, EINVAL, NEXT(copy_file_range)(in, from, out, to, length, flags));
}

// So .NET calls copy_file_range.
long syscall(long number, ...) {
  va_list list;
  long a[6];
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  REFUSE(number == SYS_copy_file_range ? (int)a[2] : -1, EINVAL, NEXT(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

ssize_t sendfile(int out, int in, off_t *from, size_t length) { REFUSE(out, EINVAL, NEXT(sendfile)(out, in, from, length)); }
ssize_t sendfile64(int out, int in, off64_t *from, size_t length) { REFUSE(out, EINVAL, NEXT(sendfile64)(out, in, from, length)); }
int fallocate(int fd, int mode, off_t at, off_t length) { REFUSE(fd, EOPNOTSUPP, NEXT(fallocate)(fd, mode, at, length)); }
int fallocate64(int fd, int mode, off64_t at, off64_t length) { REFUSE(fd, EOPNOTSUPP, NEXT(fallocate64)(fd, mode, at, length)); }
int posix_fallocate(int fd, off_t at, off_t length) { return file_of(fd) ? EOPNOTSUPP : NEXT(posix_fallocate)(fd, at, length); }
int posix_fallocate64(int fd, off64_t at, off64_t length) { return file_of(fd) ? EOPNOTSUPP : NEXT(posix_fallocate64)(fd, at, length); }

int ioctl(int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  void *argument = va_arg(list, void *);
  va_end(list);
  if (request == FICLONE) REFUSE(fd, EOPNOTSUPP, NEXT(ioctl)(fd, request, argument));
  return NEXT(ioctl)(fd, request, argument);
}
