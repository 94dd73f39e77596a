package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.KvmException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes what it is told, and hands it out one by one. */
final class Diary implements MonitorListener {
  final LinkedBlockingQueue<MonitorUpdate> updates = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<KvmException> ends = new LinkedBlockingQueue<>();

  @Override
  public void changed(MonitorUpdate update) {
    updates.add(update);
  }

  @Override
  public void ended(KvmException why) {
    ends.add(why);
  }

  MonitorUpdate next() throws InterruptedException {
    MonitorUpdate next = updates.poll(MonitorContract.SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).as("an update").isNotNull();
    return next;
  }
}
