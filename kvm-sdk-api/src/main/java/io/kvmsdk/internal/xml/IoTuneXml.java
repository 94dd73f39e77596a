package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.IoTune;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.OptionalLong;

/** How fast a disk may be: {@code <iotune>}. */
@XmlType(
    propOrder = {
      "bytes",
      "readBytes",
      "writeBytes",
      "requests",
      "readRequests",
      "writeRequests",
      "content"
    })
final class IoTuneXml extends OpenXml {
  @XmlElement(name = "total_bytes_sec")
  private ElementXml bytes;

  @XmlElement(name = "read_bytes_sec")
  private ElementXml readBytes;

  @XmlElement(name = "write_bytes_sec")
  private ElementXml writeBytes;

  @XmlElement(name = "total_iops_sec")
  private ElementXml requests;

  @XmlElement(name = "read_iops_sec")
  private ElementXml readRequests;

  @XmlElement(name = "write_iops_sec")
  private ElementXml writeRequests;

  IoTuneXml() {}

  static IoTuneXml of(IoTune spec) {
    IoTuneXml xml = new IoTuneXml();
    xml.bytes = bytes(spec.bytesPerSecond());
    xml.readBytes = bytes(spec.readBytesPerSecond());
    xml.writeBytes = bytes(spec.writeBytesPerSecond());
    xml.requests = requests(spec.iops());
    xml.readRequests = requests(spec.readIops());
    xml.writeRequests = requests(spec.writeIops());
    return xml;
  }

  private static ElementXml bytes(Optional<ByteSize> size) {
    return size.map(s -> ElementXml.ofText(String.valueOf(s.bytes()))).orElse(null);
  }

  private static ElementXml requests(OptionalLong number) {
    return number.isPresent() ? ElementXml.ofText(String.valueOf(number.getAsLong())) : null;
  }

  IoTune toSpec() {
    return IoTune.builder()
        .bytesPerSecond(bytes(bytes))
        .readBytesPerSecond(bytes(readBytes))
        .writeBytesPerSecond(bytes(writeBytes))
        .iops(requests(requests))
        .readIops(requests(readRequests))
        .writeIops(requests(writeRequests))
        .build();
  }

  private static Optional<ByteSize> bytes(ElementXml element) {
    return Optional.ofNullable(element)
        .map(e -> ByteSize.bytes(Values.longNumber("bytes", e.text())));
  }

  private static OptionalLong requests(ElementXml element) {
    return element == null
        ? OptionalLong.empty()
        : OptionalLong.of(Values.longNumber("requests", element.text()));
  }
}
