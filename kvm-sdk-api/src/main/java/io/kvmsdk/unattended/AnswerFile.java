package io.kvmsdk.unattended;

import java.nio.file.Path;

/** The answers to all that an installer asks, in the one file that it reads. */
public interface AnswerFile {
  /** An installer's own format. */
  enum Kind {
    /** Debian's installer; see Debian's installation guide, appendix B. */
    PRESEED("preseed.cfg"),

    /** Ubuntu's installer since 20.04, as user data for cloud-init; see Ubuntu's autoinstall. */
    AUTOINSTALL("user-data"),

    /** Anaconda, of Fedora, RHEL and their kin; see pykickstart's documentation. */
    KICKSTART("ks.cfg"),

    /** YaST, of openSUSE up to Leap 15 and SLES up to 15; see the AutoYaST guide. */
    AUTOYAST("autoinst.xml"),

    /**
     * Alpine's setup-alpine: a shell script, run as root, that sets variables. It may do more: as
     * the installed system gets the accounts of the installing one, {@code echo 'root:$6$…' |
     * chpasswd -e} gives root a password. Without that, root has none that works.
     */
    ALPINE("answers");

    private final String fileName;

    Kind(String fileName) {
      this.fileName = fileName;
    }

    /** The name under which installers look for the file. */
    public String fileName() {
      return fileName;
    }
  }

  /**
   * Answers that someone wrote by hand. A preseed file is checked line by line; of the other kinds
   * only what surely cannot work is found.
   *
   * @throws io.kvmsdk.error.InvalidSpecException with all that is wrong
   */
  static AnswerFile parse(Kind kind, String text) {
    return kind == Kind.PRESEED ? Preseed.parse(text) : AnswerText.of(kind, "text", text);
  }

  /** As {@link #parse}, for a file in UTF-8 of at most 1 MiB. */
  static AnswerFile read(Kind kind, Path file) {
    return kind == Kind.PRESEED
        ? Preseed.of(file)
        : AnswerText.of(kind, file, AnswerText.load(kind, file));
  }

  Kind kind();

  /** The file's text, passwords included; it ends with a line feed. */
  String render();
}
