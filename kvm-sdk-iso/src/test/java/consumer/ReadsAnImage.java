package consumer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What an application does that has the SDK on its path, and names none of its types. */
public final class ReadsAnImage {
  private ReadsAnImage() {}

  /** Prints a file of an image, opened by its path and by its URI. */
  public static void main(String[] imageAndPath) throws IOException {
    Path image = Path.of(imageAndPath[0]);
    try (FileSystem fs = FileSystems.newFileSystem(image)) {
      System.out.println(
          fs.provider().getClass().getModule().isNamed()
              + " "
              + Files.readString(fs.getPath(imageAndPath[1])));
    }
    try (FileSystem fs = FileSystems.newFileSystem(URI.create("iso:" + image.toUri()), Map.of())) {
      System.out.println(fs.getPath(imageAndPath[1]).toUri());
    }
  }
}
