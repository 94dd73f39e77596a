package io.kvmsdk.qcow2;

/** What to do where another program has the image open that is to be changed. */
public enum InUse {
  /** Nothing is changed. */
  REFUSE,
  /** It is changed nevertheless: for locks that are known to be stale, as some of NFS are. */
  IGNORE
}
