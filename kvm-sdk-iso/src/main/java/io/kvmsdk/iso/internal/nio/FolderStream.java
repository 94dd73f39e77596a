package io.kvmsdk.iso.internal.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** What a folder holds, as far as a filter lets it through. */
final class FolderStream implements DirectoryStream<Path> {
  private final Iterator<ImagePath> content;
  private final Filter<? super Path> filter;
  private boolean iterating;
  private volatile boolean closed;

  FolderStream(List<ImagePath> content, Filter<? super Path> filter) {
    this.content = content.iterator();
    this.filter = filter;
  }

  @Override
  public synchronized Iterator<Path> iterator() {
    if (iterating || closed) {
      throw new IllegalStateException("a folder's stream is read once, while it is open");
    }
    iterating = true;
    return new Accepted();
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Accepted implements Iterator<Path> {
    private Path next;

    @Override
    public synchronized boolean hasNext() {
      while (next == null && !closed && content.hasNext()) {
        Path candidate = content.next();
        next = accepted(candidate) ? candidate : null;
      }
      return next != null;
    }

    @Override
    public synchronized Path next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Path path = next;
      next = null;
      return path;
    }
  }

  private boolean accepted(Path candidate) {
    try {
      return filter.accept(candidate);
    } catch (IOException e) {
      throw new DirectoryIteratorException(e);
    }
  }
}
