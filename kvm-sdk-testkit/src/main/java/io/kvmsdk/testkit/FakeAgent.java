package io.kvmsdk.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Plays a guest agent: takes its protocol's commands, one JSON text each, and keeps files,
 * passwords and keys in memory. Thread-safe.
 *
 * <pre>{@code
 * FakeAgent agent = FakeAgent.create().hostname("web").file("/etc/motd", "hello".getBytes());
 * }</pre>
 */
public final class FakeAgent {
  private static final int MOST_READ = 48 << 20;

  /** All that an agent does while file systems are frozen: the rest might have to write to them. */
  private static final Set<String> WHILE_FROZEN =
      Set.of(
          "guest-ping", "guest-sync", "guest-info", "guest-fsfreeze-status", "guest-fsfreeze-thaw");

  /** What does the work of one command: arguments in, result out. */
  private interface Command {
    Object run(Map<?, ?> arguments);
  }

  /** A file that is open: what was read, or is being written. */
  private record Open(String path, byte[] content, ByteArrayOutputStream written, int[] at) {}

  /** A program that ran, or runs for as long as {@code looks} says. */
  private record Process(ExecResult result, int[] looks) {}

  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final Map<String, String> answers = new HashMap<>();
  private final List<String> disabled = new ArrayList<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<String, List<String>> keys = new HashMap<>();
  private final Map<Long, Open> handles = new HashMap<>();
  private final Map<Long, Process> processes = new HashMap<>();
  private Function<List<String>, ExecResult> programs = command -> ExecResult.exited(0, "");
  private String hostname = "guest";
  private long clock = 1_700_000_000_000_000_000L;
  private long numbers = 1000;
  private boolean frozen;
  private final NavigableMap<Integer, Boolean> vcpus = new TreeMap<>(Map.of(0, true, 1, true));

  private FakeAgent() {
    commands.put("guest-ping", a -> Map.of());
    commands.put("guest-sync", a -> a.get("id"));
    commands.put("guest-info", a -> info());
    commands.put("guest-exec", this::exec);
    commands.put("guest-exec-status", this::status);
    commands.put("guest-file-open", this::open);
    commands.put("guest-file-read", this::read);
    commands.put("guest-file-write", this::write);
    commands.put("guest-file-close", this::close);
    commands.put("guest-set-user-password", this::password);
    commands.put("guest-get-host-name", a -> Map.of("host-name", hostname));
    commands.put("guest-fsfreeze-status", a -> frozen ? "frozen" : "thawed");
    commands.put("guest-fsfreeze-freeze", a -> freeze(true));
    commands.put("guest-fsfreeze-freeze-list", this::freezeSome);
    commands.put("guest-fsfreeze-thaw", a -> freeze(false));
    commands.put("guest-fstrim", a -> Map.of("paths", List.of()));
    commands.put("guest-get-fsinfo", a -> List.of(root()));
    commands.put("guest-get-osinfo", a -> os());
    commands.put("guest-get-users", a -> List.of(user()));
    commands.put("guest-get-timezone", a -> Map.of("zone", "UTC", "offset", 0));
    commands.put("guest-get-time", a -> clock);
    commands.put("guest-set-time", this::setTime);
    commands.put("guest-ssh-get-authorized-keys", a -> Map.of("keys", keys(user(a))));
    commands.put("guest-ssh-add-authorized-keys", this::addKeys);
    commands.put("guest-ssh-remove-authorized-keys", this::removeKeys);
    commands.put("guest-get-vcpus", a -> vcpus.entrySet().stream().map(FakeAgent::vcpu).toList());
    commands.put("guest-set-vcpus", this::setVcpus);
    commands.put("guest-suspend-ram", a -> Map.of());
    commands.put("guest-suspend-disk", a -> Map.of());
    commands.put("guest-shutdown", a -> Map.of());
  }

  public static FakeAgent create() {
    return new FakeAgent();
  }

  /** {@code guest} by default. */
  public synchronized FakeAgent hostname(String name) {
    hostname = name;
    return this;
  }

  /** Puts a file into the guest. */
  public synchronized FakeAgent file(String path, byte[] content) {
    files.put(path, content.clone());
    return this;
  }

  /** What a program does, by its command; by default all succeed and say nothing. */
  public synchronized FakeAgent programs(Function<List<String>, ExecResult> does) {
    programs = does;
    return this;
  }

  /** Is not allowed to do {@code command}, as {@code guest-exec}. */
  public synchronized FakeAgent disable(String command) {
    disabled.add(command);
    return this;
  }

  /** Answers {@code command} with just that text, whatever sense it makes. */
  public synchronized FakeAgent answer(String command, String text) {
    answers.put(command, text);
    return this;
  }

  /** Does not answer {@code command} at all. */
  public synchronized FakeAgent silence(String command) {
    answers.put(command, null);
    return this;
  }

  /** What a file of the guest holds now. */
  public synchronized Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }

  /** The password that was set for {@code user}, hashed or not. */
  public synchronized Optional<String> password(String user) {
    return Optional.ofNullable(passwords.get(user));
  }

  /** Whether it uses its processor {@code number}; it has 0 and 1. */
  public synchronized boolean online(int number) {
    return vcpus.getOrDefault(number, false);
  }

  /** Whether its file systems are frozen. */
  public synchronized boolean frozen() {
    return frozen;
  }

  /** How many files its callers have open. */
  public synchronized int openFiles() {
    return handles.size();
  }

  /** Takes one command; gives the answer, a result or an error, or null for none at all. */
  public synchronized String command(String json) {
    try {
      Map<?, ?> request = (Map<?, ?>) Json.read(json);
      String name = (String) request.get("execute");
      if (answers.containsKey(name)) {
        return answers.get(name);
      }
      Object arguments = request.get("arguments");
      Command command = commands.get(name);
      if (command == null || !enabled(name)) {
        return error("CommandNotFound", "Command " + name + " has been disabled");
      }
      return Json.write(
          Map.of("return", command.run(arguments == null ? Map.of() : (Map<?, ?>) arguments)));
    } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
      return error("GenericError", String.valueOf(e.getMessage()));
    }
  }

  private boolean enabled(String command) {
    return !disabled.contains(command) && (!frozen || WHILE_FROZEN.contains(command));
  }

  private static String error(String kind, String text) {
    return Json.write(Map.of("error", Map.of("class", kind, "desc", text)));
  }

  private Object info() {
    return Map.of(
        "version",
        "7.2.0",
        "supported_commands",
        commands.keySet().stream()
            .map(
                name ->
                    Map.of(
                        "name", name,
                        "enabled", enabled(name),
                        "success-response", !name.equals("guest-shutdown")))
            .toList());
  }

  private Object exec(Map<?, ?> a) {
    List<String> command = new ArrayList<>(List.of((String) a.get("path")));
    for (Object argument : (List<?>) a.get("arg")) {
      command.add((String) argument);
    }
    ExecResult result = programs.apply(command);
    processes.put(++numbers, new Process(result, new int[] {result == null ? -1 : 2}));
    return Map.of("pid", numbers);
  }

  private Object status(Map<?, ?> a) {
    Process process = known(processes, a.get("pid"));
    if (process.looks()[0] != 0 && --process.looks()[0] != 0) {
      return Map.of("exited", false);
    }
    processes.remove((Long) a.get("pid"));
    return ended(process.result());
  }

  private static Object ended(ExecResult result) {
    Map<String, Object> status = new HashMap<>();
    status.put("exited", true);
    result.exitCode().ifPresent(code -> status.put("exitcode", code));
    result.signal().ifPresent(signal -> status.put("signal", signal));
    put(status, "out-data", result.outputBytes());
    put(status, "err-data", result.errorBytes());
    status.put("out-truncated", result.truncated());
    return status;
  }

  private static void put(Map<String, Object> status, String name, byte[] bytes) {
    if (bytes.length > 0) {
      status.put(name, Base64.getEncoder().encodeToString(bytes));
    }
  }

  private Object open(Map<?, ?> a) {
    String path = (String) a.get("path");
    boolean writes = "w".equals(a.get("mode"));
    if (!writes && !files.containsKey(path)) {
      throw new IllegalArgumentException(
          "failed to open file '" + path + "' (mode: 'r'): No such file or directory");
    }
    byte[] content = writes ? new byte[0] : files.get(path);
    if (writes) {
      files.put(path, content);
    }
    handles.put(++numbers, new Open(path, content, new ByteArrayOutputStream(), new int[1]));
    return numbers;
  }

  private Object read(Map<?, ?> a) {
    Open file = known(handles, a.get("handle"));
    int most = (int) Math.min(MOST_READ, (Long) a.get("count"));
    int start = file.at()[0];
    int end = Math.min(file.content().length, start + most);
    file.at()[0] = end;
    byte[] part = Arrays.copyOfRange(file.content(), start, end);
    return Map.of(
        "count",
        part.length,
        "buf-b64",
        Base64.getEncoder().encodeToString(part),
        "eof",
        part.length < most);
  }

  /** Takes no more than 64 KiB at once, as a real one may take less than all. */
  private Object write(Map<?, ?> a) {
    Open file = known(handles, a.get("handle"));
    byte[] bytes = Base64.getDecoder().decode((String) a.get("buf-b64"));
    int count = Math.min(bytes.length, 64 << 10);
    file.written().write(bytes, 0, count);
    files.put(file.path(), file.written().toByteArray());
    return Map.of("count", count, "eof", false);
  }

  private Object close(Map<?, ?> a) {
    known(handles, a.get("handle"));
    handles.remove((Long) a.get("handle"));
    return Map.of();
  }

  private static <T> T known(Map<Long, T> all, Object number) {
    T found = all.get((Long) number);
    if (found == null) {
      throw new IllegalArgumentException("handle '" + number + "' has not been found");
    }
    return found;
  }

  /** The password comes in Base64. */
  private Object password(Map<?, ?> a) {
    byte[] password = Base64.getDecoder().decode((String) a.get("password"));
    passwords.put((String) a.get("username"), new String(password, UTF_8));
    return Map.of();
  }

  private Object freeze(boolean freeze) {
    int changed = frozen == freeze ? 0 : 1;
    frozen = freeze;
    return changed;
  }

  /** It has but one file system. */
  private Object freezeSome(Map<?, ?> a) {
    return texts(a.get("mountpoints")).contains("/") ? freeze(true) : 0;
  }

  private static Object vcpu(Map.Entry<Integer, Boolean> vcpu) {
    return Map.of(
        "logical-id", vcpu.getKey(),
        "online", vcpu.getValue(),
        "can-offline", vcpu.getKey() != 0);
  }

  /** The first is the one that it cannot do without. */
  private Object setVcpus(Map<?, ?> a) {
    List<?> wanted = (List<?>) a.get("vcpus");
    for (Object vcpu : wanted) {
      int number = ((Long) ((Map<?, ?>) vcpu).get("logical-id")).intValue();
      boolean online = Boolean.TRUE.equals(((Map<?, ?>) vcpu).get("online"));
      if (!vcpus.containsKey(number) || (number == 0 && !online)) {
        throw new IllegalArgumentException("vcpu " + number + " cannot be set offline");
      }
      vcpus.put(number, online);
    }
    return wanted.size();
  }

  private static Object root() {
    return Map.of("name", "vda1", "mountpoint", "/", "type", "ext4", "disk", List.of());
  }

  private static Object os() {
    return Map.of(
        "id", "fake",
        "name", "Fake Linux",
        "pretty-name", "Fake Linux 1",
        "version-id", "1",
        "kernel-release", "6.0",
        "machine", "x86_64");
  }

  private static Object user() {
    return Map.of("user", "root", "login-time", 1_700_000_000.5);
  }

  private Object setTime(Map<?, ?> a) {
    clock = (Long) a.get("time");
    return Map.of();
  }

  private static String user(Map<?, ?> a) {
    return (String) a.get("username");
  }

  private List<String> keys(String user) {
    return keys.getOrDefault(user, List.of());
  }

  private Object addKeys(Map<?, ?> a) {
    List<String> all =
        new ArrayList<>(Boolean.TRUE.equals(a.get("reset")) ? List.of() : keys(user(a)));
    texts(a.get("keys")).stream().filter(k -> !all.contains(k)).forEach(all::add);
    keys.put(user(a), all);
    return Map.of();
  }

  private Object removeKeys(Map<?, ?> a) {
    List<String> all = new ArrayList<>(keys(user(a)));
    all.removeAll(texts(a.get("keys")));
    keys.put(user(a), all);
    return Map.of();
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }
}
