package io.kvmsdk.unattended;

/** The answers to all that an installer asks, in the one file that it reads. */
public interface AnswerFile {
  /** An installer's own format. */
  enum Kind {
    /** Debian's installer; see Debian's installation guide, appendix B. */
    PRESEED("preseed.cfg");

    private final String fileName;

    Kind(String fileName) {
      this.fileName = fileName;
    }

    /** The name under which installers look for the file. */
    public String fileName() {
      return fileName;
    }
  }

  Kind kind();

  /** The file's text, passwords included; it ends with a line feed. */
  String render();
}
