package io.kvmsdk.examples.kvm;
import picocli.CommandLine.Command;
@Command(name = "quickstart")
final class Quickstart implements Runnable { @Override public void run() {} }
