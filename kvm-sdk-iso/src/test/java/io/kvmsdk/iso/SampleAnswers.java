package io.kvmsdk.iso;

import io.kvmsdk.unattended.AnswerFile;
import io.kvmsdk.unattended.AnswerFile.Kind;
import io.kvmsdk.unattended.Password;
import io.kvmsdk.unattended.Preseed;

/** For each installer, answers that suffice for a machine named web1. */
final class SampleAnswers {
  private SampleAnswers() {}

  static AnswerFile of(Kind kind) {
    return switch (kind) {
      case PRESEED ->
          Preseed.builder().hostname("web1").rootPassword(Password.crypted("$6$salt$hash")).build();
      case AUTOINSTALL ->
          AnswerFile.parse(
              kind,
              """
              #cloud-config
              autoinstall:
                version: 1
                identity:
                  hostname: web1
                  username: me
                  password: "$6$salt$hash"
                shutdown: poweroff
              """);
      case KICKSTART ->
          AnswerFile.parse(
              kind,
              """
              network --bootproto=dhcp --hostname=web1
              rootpw --iscrypted $6$salt$hash
              clearpart --all --initlabel
              autopart
              poweroff
              %packages
              @core
              %end
              """);
      case AUTOYAST ->
          AnswerFile.parse(
              kind,
              """
              <?xml version="1.0"?>
              <!DOCTYPE profile>
              <profile xmlns="http://www.suse.com/1.0/yast2ns"
                  xmlns:config="http://www.suse.com/1.0/configns">
                <general>
                  <mode>
                    <halt config:type="boolean">true</halt>
                  </mode>
                </general>
                <networking>
                  <dns>
                    <hostname>web1</hostname>
                  </dns>
                </networking>
              </profile>
              """);
      case ALPINE ->
          AnswerFile.parse(
              kind,
              """
              HOSTNAMEOPTS="-n web1"
              DISKOPTS="-m sys /dev/vda"
              echo 'root:$6$salt$hash' | chpasswd -e
              """);
    };
  }
}
