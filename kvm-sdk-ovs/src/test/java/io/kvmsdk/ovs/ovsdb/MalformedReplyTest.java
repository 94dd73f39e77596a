package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.ScriptedServer.greet;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.hear;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies that are JSON-RPC, but not what RFC 7047 has there. */
@Timeout(180)
class MalformedReplyTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** A server that answers the first requests with those results. */
  private ScriptedServer server(String... results) throws IOException {
    return new ScriptedServer(
        folder,
        peer -> {
          greet(peer);
          for (String result : results) {
            String id = ((Map<?, ?>) Kinds.parse(hear(peer))).get("id").toString();
            say(peer, "{\"id\":\"%s\",\"error\":null,\"result\":%s}".formatted(id, result));
          }
        });
  }

  private static String type(String type) {
    return "{'name':'A','tables':{'T':{'columns':{'c':{'type':%s}}}}}".formatted(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | not an object",
        "[] | not an object",
        "{} | has no name",
        "{'name':7} | name: not a string but 7",
        "{'name':'A'} | has no tables",
        "{'name':'A','version':1,'tables':{}} | version: not a string",
        "{'name':'A','tables':[]} | tables: not an object",
        "{'name':'A','tables':{'T':7}} | table T: not an object but 7",
        "{'name':'A','tables':{'T':{}}} | table T: has no columns",
        "{'name':'A','tables':{'T':{'columns':{'c':{}}}}} | table T: column c: has no type",
        "{'name':'A','tables':{'T':{'columns':{},'isRoot':1}}} | table T: isRoot: not a boolean",
        "{'name':'A','tables':{'T':{'columns':{},'maxRows':'1'}}} | maxRows: not an integer",
        "{'name':'A','tables':{'T':{'columns':{},'indexes':['a']}}} | indexes: not an array but a",
        "{'name':'A','tables':{'T':{'columns':{},'indexes':[[1]]}}} | indexes: not a string but 1"
      })
  void database_whenTheSchemaIsMalformed_saysWhere(String schema, String problem)
      throws IOException {
    assertMalformed(schema, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | not an object",
        "'float' | not an atomic type but float",
        "{'key':{}} | key: has no type",
        "{'key':'void'} | key: not an atomic type",
        "{'key':'integer','value':[]} | value: not an object",
        "{'key':'integer','min':2} | holds 2 to 1 values",
        "{'key':'integer','min':-1} | holds -1 to 1 values",
        "{'key':'integer','max':0} | holds 1 to 0 values",
        "{'key':'integer','max':'many'} | max: not an integer of 64 bits but many",
        "{'key':{'type':'integer','minInteger':0.5}} | minInteger: not an integer",
        "{'key':{'type':'integer','minInteger':9223372036854775808}} | minInteger: not an integer",
        "{'key':{'type':'real','maxReal':1e999}} | maxReal: not a real",
        "{'key':{'type':'string','enum':['set',[1]]}} | enum: not a string but 1",
        "{'key':{'type':'uuid','refTable':1}} | refTable: not a string"
      })
  void database_whenATypeIsMalformed_saysWhere(String type, String problem) throws IOException {
    assertMalformed(type(type), "table T: column c: type: ", problem);
  }

  private void assertMalformed(String schema, String... problems) throws IOException {
    try (ScriptedServer server = server(schema.replace('\'', '"'));
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), TIMEOUT)) {
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(() -> client.database("A"))
          .satisfies(e -> assertThat(e).message().contains(problems))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(OvsdbError.PROTOCOL_VIOLATION));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | not an array",
        "{} | not an array",
        "[] | 0 results for 3 operations",
        "[null,null,null] | result 1, of insert on Thing: not an object",
        "[{},{},{}] | result 1, of insert on Thing: not a uuid but null",
        "[{'uuid':['uuid','1-1-1-1-1']},{},{}] | not a uuid",
        "[{'uuid':['uuid','zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz']},{},{}] | not a uuid",
        "[{'uuid':'a'},{},{}] | not a uuid but a",
        "[UUID,{},{}] | result 2, of delete on Thing: not an integer",
        "[UUID,{'count':'1'},{}] | not an integer of 64 bits but 1",
        "[UUID,{'count':1},{}] | result 3, of select on Thing: not an array",
        "[UUID,{'count':1},{'rows':[7]}] | row 1 of table Thing: not an object",
        "[UUID,{'count':1},{'rows':[{}]}] | row 1 of table Thing: has no column",
        "[UUID,{'count':1},{'rows':[]},{}] | 4 results for 3 operations"
      })
  void transact_whenTheResultsAreMalformed_saysWhere(String results, String problem)
      throws IOException {
    String json =
        results.replace("UUID", "{'uuid':['uuid','00000000-0000-0000-0000-000000000001']}");
    assertViolation(json, problem, Operation.select("Thing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'number':'7' | column number: not an integer of 64 bits but 7",
        "'number':['map',[]] | column number: not an integer",
        "'number':['set',[1,1]] | column number: a set holds 1 twice",
        "'number':1.5 | column number: not an integer",
        "'number':null | column number: not an integer of 64 bits but null",
        "'number':123456789012345678901 | column number: not an integer",
        "'real':1e400 | column real: not a real",
        "'bool':0 | column bool: not a boolean",
        "'text':['uuid','a'] | column text: not a string",
        "'id':['named-uuid','a'] | column id: not a uuid",
        "'labels':['set',[]] | column labels: not a map",
        "'labels':'a' | column labels: not a map",
        "'labels':['map',7] | column labels: not an array",
        "'labels':['map',[['a']]] | column labels: not a pair but [a]",
        "'labels':['map',[['a','b'],['a','c']]] | column labels: a map has the key a twice",
        "'unknown':['set',7] | column unknown: not an array"
      })
  void transact_whenAValueIsNotOfItsColumnsType_saysWhere(String column, String problem)
      throws IOException {
    String results =
        "[{'uuid':['uuid','00000000-0000-0000-0000-000000000001']},{'count':1},{'rows':[{%s}]}]";
    assertViolation(results.formatted(column), problem, Operation.select("Thing"));
  }

  private void assertViolation(String results, String problem, Operation last) throws IOException {
    try (ScriptedServer server = server(Kinds.text(), results.replace('\'', '"'));
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), TIMEOUT)) {
      OvsdbDatabase db = client.database("Kinds");
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(
              () ->
                  db.transact(
                      Operation.insert("Thing", Map.of("color", Value.of("red"))),
                      Operation.delete("Thing"),
                      last))
          .withMessageContaining(problem)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(OvsdbError.PROTOCOL_VIOLATION));
    }
  }

  @Test
  void select_whenRowsHaveColumnsThatTheSchemaLacks_keepsThem() throws IOException {
    String rows =
        "[{'rows':[{'name':'a','new':['set',[1,2.5]],'_version':"
            + "['uuid','00000000-0000-0000-0000-000000000001'],'more':['map',[[true,'b']]]}]}]";
    try (ScriptedServer server = server(Kinds.text(), rows.replace('\'', '"'));
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), TIMEOUT)) {
      List<Row> read =
          client
              .database("Kinds")
              .transact(Operation.select("Thing").columns("name"))
              .get(0)
              .rows();
      assertThat(read.get(0).value("new")).isEqualTo(Value.set(1, 2.5));
      assertThat(read.get(0).value("more")).isEqualTo(Value.map(Map.of(true, "b")));
      assertThat(read.get(0).uuids(Row.VERSION_COLUMN)).hasSize(1);
    }
  }

  @Test
  void transact_whenAnErrorHasNoDetails_isTypedAllTheSame() throws IOException {
    try (ScriptedServer server = server(Kinds.text(), "[{\"error\":\"strange\"}]");
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), TIMEOUT)) {
      OvsdbDatabase db = client.database("Kinds");
      assertThatExceptionOfType(TransactionException.class)
          .isThrownBy(() -> db.transact(Operation.delete("Thing")))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(OvsdbError.OTHER))
          .satisfies(e -> assertThat(e.error()).isEqualTo("strange"))
          .satisfies(e -> assertThat(e.details()).isEmpty())
          .satisfies(e -> assertThat(e.inFamily()).isSameAs(e));
    }
  }
}
