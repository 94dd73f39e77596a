package io.kvmsdk.examples.benchmarks;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The least that a client in Java can do: ask for tables, and parse the reply into collections. */
final class RawMonitor {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private RawMonitor() {}

  static Map<?, ?> read(Path socket, List<TableSchema> tables) {
    String asked = tables.stream().map(RawMonitor::table).collect(joining(","));
    String request =
        "{\"id\":1,\"method\":\"monitor_cond\",\"params\":[\"Open_vSwitch\",1,{" + asked + "}]}";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(StandardCharsets.UTF_8.encode(request));
      JsonParser parser =
          JSON.createParser(new InputStreamReader(stream(channel), StandardCharsets.UTF_8));
      parser.nextToken();
      return (Map<?, ?>) read(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String table(TableSchema table) {
    return table.columns().keySet().stream()
        .map(name -> '"' + name + '"')
        .collect(joining(",", '"' + table.name() + "\":[{\"columns\":[", "]}]"));
  }

  private static InputStream stream(SocketChannel channel) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  private static Object read(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser in) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      object.put(name, read(in));
    }
    return object;
  }

  private static List<Object> array(JsonParser in) throws IOException {
    List<Object> array = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      array.add(read(in));
    }
    return array;
  }
}
