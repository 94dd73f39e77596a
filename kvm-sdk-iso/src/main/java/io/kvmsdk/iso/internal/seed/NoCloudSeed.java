package io.kvmsdk.iso.internal.seed;

import io.kvmsdk.iso.IsoBuilder;
import io.kvmsdk.media.SeedMaker;
import io.kvmsdk.unattended.CloudInit;
import java.nio.file.Path;

/** Seeds as ISO images; for {@link java.util.ServiceLoader}, which needs it to be public. */
public final class NoCloudSeed implements SeedMaker {
  public NoCloudSeed() {}

  @Override
  public void write(CloudInit seed, Path target) {
    IsoBuilder iso = IsoBuilder.noCloud(seed.userData(), seed.metaData());
    seed.networkConfig().ifPresent(network -> iso.addText("/network-config", network));
    iso.write(target);
  }
}
