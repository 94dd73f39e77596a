package io.kvmsdk.iso;

import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;

/**
 * What came out of an image.
 *
 * @param target the folder or file that was made
 * @param folders how many, the target included
 * @param files how many, further names of one file included
 * @param links how many symbolic links
 * @param written the content of all files, each once
 * @param notes what was left out, one sentence each; often none
 */
public record Extraction(
    Path target, int folders, int files, int links, ByteSize written, List<String> notes) {
  public Extraction {
    notes = List.copyOf(notes);
  }
}
