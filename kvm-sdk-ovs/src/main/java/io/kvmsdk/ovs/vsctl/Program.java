package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.change.Change;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script means for a database as it is: what it prints, and the transaction that does it.
 */
public final class Program {
  private static final Pattern NEW_ROW =
      Pattern.compile(ModelRow.MARK + "([^" + ModelRow.MARK + "]+)" + ModelRow.MARK);
  private static final int COMMENTED = 20;

  private final List<Command> commands;
  private final Model model;
  private final List<Output> outputs;
  private final List<String> notes;
  private final List<Operation> changes;

  Program(List<Invocation> script, Model model, List<Output> outputs, List<String> notes) {
    this.commands = script.stream().flatMap(i -> i.commands().stream()).toList();
    this.model = model;
    this.outputs = List.copyOf(outputs);
    this.notes = List.copyOf(notes);
    this.changes = List.copyOf(Operations.changes(model));
  }

  /** Which rows are made, changed and gone. */
  public List<Change> changes() {
    return ChangeText.of(model);
  }

  /** What a reader should know besides. */
  public List<String> notes() {
    return notes;
  }

  /**
   * The transaction: what has to hold still, why it is done, and what.
   *
   * @return nothing if nothing is to be done
   */
  public List<Operation> operations() {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<Operation> all = new ArrayList<>(model.guards());
    all.add(new Operation.Comment(comment()));
    all.addAll(changes);
    return all;
  }

  /** For the database's log, which many may read: neither settings nor keys. */
  private String comment() {
    String steps =
        commands.stream()
            .limit(COMMENTED)
            .map(
                c ->
                    c.verb()
                        + c.arguments().stream()
                            .takeWhile(a -> !a.contains("="))
                            .limit(2)
                            .map(a -> " " + a)
                            .collect(joining()))
            .collect(joining("; "));
    return "kvm-sdk: ovs-vsctl script: " + steps + (commands.size() > COMMENTED ? "; …" : "");
  }

  /**
   * What one command prints.
   *
   * @param rows that it is about, for {@code get}, {@code list}, {@code find} and {@code create}
   */
  public record Printed(Command command, String text, List<Row> rows) {}

  /** What the commands print, new rows going by their names. */
  public List<Printed> printed() {
    return printed(name -> new Atom.Named(name), name -> "@" + name);
  }

  /** What the commands print, new rows going by the UUIDs that they were given. */
  public List<Printed> printed(Map<String, UUID> made) {
    Map<String, UUID> all = new HashMap<>(made);
    // rows that nothing refers to are not even made, but ovs-vsctl has a UUID for them, too
    Function<String, UUID> uuid = name -> all.computeIfAbsent(name, n -> UUID.randomUUID());
    return printed(name -> new Atom.Id(uuid.apply(name)), name -> uuid.apply(name).toString());
  }

  private List<Printed> printed(Function<String, Atom> atom, Function<String, String> text) {
    List<Printed> printed = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      Matcher names = NEW_ROW.matcher(output.text());
      printed.add(
          new Printed(
              commands.get(i),
              names.replaceAll(name -> text.apply(name.group(1))),
              output.rows().stream().map(row -> row(row, atom)).toList()));
    }
    return printed;
  }

  private static Row row(Map<String, Value> values, Function<String, Atom> atom) {
    Map<String, Value> resolved = new LinkedHashMap<>();
    values.forEach((column, value) -> resolved.put(column, resolve(value, atom)));
    return new Row(resolved);
  }

  private static Value resolve(Value value, Function<String, Atom> atom) {
    Function<Atom, Atom> known = a -> a instanceof Atom.Named named ? atom.apply(named.name()) : a;
    if (value instanceof Value.SetOf set) {
      return Value.set(set.atoms().stream().map(known).toList());
    }
    Map<Atom, Atom> entries = new LinkedHashMap<>();
    ((Value.MapOf) value)
        .entries()
        .forEach((key, mapped) -> entries.put(known.apply(key), known.apply(mapped)));
    return new Value.MapOf(entries);
  }
}
