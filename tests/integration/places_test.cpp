// SPDX-License-Identifier: Apache-2.0
// Who could change what Herald reads and runs: the data folder, and files with secrets.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <map>

#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Places : public DaemonTest {
 protected:
  /// Makes the data folder with this mode.
  void makeData(unsigned mode) {
    fs::create_directories(data_);
    fs::permissions(data_, fs::perms(mode));
  }

  Finished check() { return ctl({"check"}); }
  Finished startAndEnd() { return runToEnd({heraldd(), "--config", config()}); }

  const fs::path data_ = folder_.path() / "data";
  const std::string text_ = demo() + webhook("phone", receiver_.url());
  const std::string open_ = data_.string() + " is a folder that others can write to: chmod go-w " + data_.string();
};

TEST_F(Places, ADataFolderThatOthersCanWriteToIsRefusedAtTheStartAndByCheck) {
  configure(text_);
  makeData(0777);
  for (const auto& finished : {startAndEnd(), check(), runToEnd({heraldd(), "--check", "--config", config()})}) {
    EXPECT_EQ(finished.code, 78);
    EXPECT_THAT(finished.output,
                HasSubstr("herald.properties:1: herald.dataDir: " + open_ + ", or use another folder"));
  }
  EXPECT_TRUE(fs::is_empty(data_));
  makeData(0755);
  EXPECT_EQ(check().code, 0);
}

TEST_F(Places, ADataFolderThatOthersCanWriteToIsRefusedAtAReload) {
  start(text_);
  makeData(0770);
  EXPECT_THAT(reload(text_), HasSubstr("did not take over the new configuration"));
  EXPECT_THAT(daemon_->output(), HasSubstr(open_));
  EXPECT_THAT(ctl({"status", "--json"}).output, HasSubstr(open_));
  makeData(0700);
  EXPECT_THAT(reload(text_), HasSubstr("runs with the new configuration"));
  EXPECT_EQ(stop(), 0);
}

TEST_F(Places, ADataFolderOfAnotherUserIsRefused) {
  const bool root = ::geteuid() == 0;  // nobody else can give a folder away
  configure(text_);
  makeData(0700);
  ASSERT_EQ(::chown(data_.c_str(), root ? 4711 : ::geteuid(), static_cast<gid_t>(-1)), 0);
  const std::string why = "is a folder that belongs to user 4711, not to root or the user that Herald runs as";
  for (const auto& finished : {check(), runToEnd({heraldd(), "--check", "--config", config()})}) {
    EXPECT_EQ(finished.code, root ? 78 : 0) << finished.output;
    EXPECT_EQ(finished.output.find(why) != std::string::npos, root) << finished.output;
  }
}

TEST_F(Places, NothingOfAPluginIsOnTheDisk) {
  start(text_);
  receiver_.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
  for (const auto& entry : fs::recursive_directory_iterator(data_)) EXPECT_NE(entry.path().extension(), ".so");
}

TEST_F(Places, FilesAndFoldersAreForTheDaemonAloneWhateverTheUmask) {
  configure(text_);
  daemon_ = std::make_unique<Process>(
      std::vector<std::string>{"/bin/sh", "-c", "umask 0; exec \"$@\"", "sh", heraldd(), "--config", config()});
  daemon_->waitForLine("runs with");
  receiver_.waitForBody("Print Done");
  int files = 0;
  const auto modeOf = [](const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); };
  EXPECT_EQ(modeOf(data_), 0700U);
  for (const auto& entry : fs::recursive_directory_iterator(data_)) {
    EXPECT_EQ(modeOf(entry.path()), entry.is_directory() ? 0700U : 0600U) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 4);  // the outbox, the marks, the lock, the socket
  EXPECT_EQ(stop(), 0);
}

TEST_F(Places, ASecretThatEverybodyCanReadIsAWarning) {
  const auto file = folder_.write("secret", "s3cret");
  const std::string mend = "give " + file.string() + " to the daemon's user (chown) with mode 0600";
  configure(text_ + "sink.phone.apiSecret.file = secret\n");
  fs::permissions(config(), fs::perms(0600));
  fs::permissions(folder_.path(), fs::perms(0755));
  fs::permissions(file, fs::perms(0644));
  const auto warned = check();
  EXPECT_EQ(warned.code, 0);
  EXPECT_THAT(warned.output, HasSubstr("warning: sink.phone.apiSecret.file: every user of this machine can read this "
                                       "secret: " +
                                       mend));
  EXPECT_THAT(warned.output, Not(HasSubstr("s3cret")));
  EXPECT_EQ(ctl({"check", "--strict"}).code, 78);
  fs::permissions(file, fs::perms(0640));
  EXPECT_EQ(ctl({"check", "--strict"}).code, 0);
}

TEST_F(Places, ASecretInAConfigurationThatEverybodyCanReadIsAWarningOnce) {
  configure(text_ +
            "sink.phone.apiSecret = s3cret\nsink.phone.signingSecret = whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  fs::permissions(folder_.path(), fs::perms(0755));
  fs::permissions(config(), fs::perms(0644));
  const auto warned = check();
  EXPECT_THAT(warned.output,
              HasSubstr("warning: sink.phone.apiSecret: every user of this machine can read this secret: "
                        "put it into a file of its own, or give " +
                        config()));
  EXPECT_THAT(warned.output, HasSubstr("1 warning\n"));
  EXPECT_THAT(warned.output, Not(HasSubstr("s3cret")));
  fs::permissions(config(), fs::perms(0600));
  EXPECT_EQ(ctl({"check", "--strict"}).code, 0);
}

TEST_F(Places, AKeyThatEverybodyCanReadIsAWarning) {
  const std::string file = folder_.write("key", "x");
  const std::string kafka = "sink.k.type = kafka\nsink.k.brokers = a.local:9092\n";
  const std::string locked = kafka + "sink.k.security.protocol = ssl\nsink.k.ssl.key.password = p\n";
  const std::vector<std::array<std::string, 3>> table{
      {kafka, "sink.k.librdkafka.ssl.keystore.location", "this secret"},
      {kafka, "sink.k.librdkafka.sasl.kerberos.keytab", "this secret"},
      {locked, "sink.k.ssl.key.location", "this secret"},
      {locked, "sink.k.ssl.certificate.location", "the key in this file"},
  };
  fs::permissions(folder_.path(), fs::perms(0755));
  for (const auto& [lines, key, what] : table) {
    configure(text_ + lines + key + " = " + file + "\n");
    fs::permissions(config(), fs::perms(0600));
    fs::permissions(file, fs::perms(0644));
    EXPECT_THAT(check().output, HasSubstr("warning: " + key + ": every user of this machine can read " + what +
                                          ": give " + file + " to the daemon's user (chown) with mode 0600"));
    fs::permissions(file, fs::perms(0640));
    EXPECT_THAT(check().output, Not(HasSubstr("every user"))) << key;
  }
}

/// Lines that name this file where a plugin wants a PEM file, each with the key.
std::vector<std::pair<std::string, std::string>> linesWithPemFile(const std::string& file) {
  const std::string token = "sink.w.type = oauth_webhook\nsink.w.url = http://h/\nsink.w.oauth.url = http://h/\n";
  const std::string octoprint = "source.o.type = octoprint\nsource.o.url = https://o.local\nsource.o.apiKey = k\n";
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [before, key] :
       std::vector<std::pair<std::string, std::string>>{{"", "sink.phone.tls.ca"},
                                                        {"", "sink.phone.tls.certificate"},
                                                        {token, "sink.w.oauth.tls.ca"},
                                                        {token, "sink.w.oauth.tls.certificate"},
                                                        {octoprint, "source.o.tls.ca"},
                                                        {octoprint, "source.o.tls.certificate"},
                                                        {"source.h.type = http\n", "source.h.tls.certificate"}})
    lines.emplace_back(before + key + " = " + file + "\n", key);
  return lines;
}

TEST_F(Places, AFileThatTlsCannotUseIsRefusedAtTheStartAndByCheck) {
  const auto text = folder_.write("text.pem", "no PEM\n").string(), missing = (folder_.path() / "missing.pem").string();
  for (const auto& [file, why] : std::map<std::string, std::string>{
           {text, "has no usable certificate"}, {missing, "does not exist: create it, or correct the path"}}) {
    for (const auto& [lines, key] : linesWithPemFile(file)) {
      configure(text_ + lines);
      for (const auto& finished : {check(), startAndEnd()}) {
        EXPECT_EQ(finished.code, 78) << lines;
        EXPECT_THAT(finished.output, ::testing::ContainsRegex("herald[.]properties:[0-9]+: ")) << lines;
        EXPECT_THAT(finished.output, HasSubstr(": " + key + ": names `" + file + "`, which " + why)) << lines;
      }
    }
  }
}

TEST_F(Places, AFileThatTlsCannotUseIsRefusedAtAReload) {
  const auto missing = (folder_.path() / "missing.pem").string();
  start(text_);
  for (const auto& [lines, key] : linesWithPemFile(missing)) {
    configure(text_ + lines);
    const auto refused = ctl({"reload"});
    EXPECT_EQ(refused.code, 78) << lines;
    EXPECT_THAT(refused.output, HasSubstr(key + ": names `" + missing + "`, which does not exist")) << lines;
  }
  EXPECT_EQ(stop(), 0);
}

TEST_F(Places, APipeForAFileIsRefusedAtOnce) {
  const std::string pipe = folder_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string kafka = "source.k.type = kafka\nsource.k.brokers = a:1\nsource.k.topics = t\nsource.k.group = g\n";
  const std::string locked = "source.k.security.protocol = ssl\nsource.k.ssl.key.password = p\n";
  const std::vector<std::pair<std::string, std::string>> table{
      {kafka + "source.k.librdkafka.ssl.keystore.location = " + pipe,
       "source.k.librdkafka.ssl.keystore.location: names `" + pipe + "`, which is a named pipe: name a file"},
      {kafka + "source.k.librdkafka.sasl.kerberos.keytab = " + pipe,
       "source.k.librdkafka.sasl.kerberos.keytab: names `" + pipe + "`, which is a named pipe: name a file"},
      {kafka + locked + "source.k.ssl.key.location = " + pipe,
       "source.k.ssl.key.location: names `" + pipe + "`, which is a named pipe: name a file"},
      {"sink.k.type = kafka\nsink.k.brokers = a:1\nsink.k.security.protocol = ssl\nsink.k.ssl.key.password = p\n"
       "sink.k.ssl.certificate.location = " +
           pipe,
       "sink.k.ssl.certificate.location: names `" + pipe + "`, which is a named pipe: name a file"},
      {"sink.phone.tls.ca = " + pipe, "sink.phone.tls.ca: names `" + pipe + "`, which is a named pipe"},
      {"sink.phone.tls.certificate = " + pipe,
       "sink.phone.tls.certificate: names `" + pipe + "`, which is a named pipe"},
      {"sink.phone.apiSecret.file = " + pipe, "it is neither a file nor a link to a file"},
      {"source.o.type = octoprint\nsource.o.url = https://o.local\nsource.o.apiKey = k\nsource.o.tls.ca = " + pipe,
       "source.o.tls.ca: names `" + pipe + "`, which is a named pipe"},
      {"sink.w.type = oauth_webhook\nsink.w.url = http://h/\nsink.w.oauth.url = http://h/\nsink.w.oauth.tls.key = " +
           pipe,
       "sink.w.oauth.tls.key: names `" + pipe + "`, which is a named pipe"},
      {"source.h.type = http\nsource.h.tls.certificate = " + pipe,
       "source.h.tls.certificate: names `" + pipe + "`, which is a named pipe"},
      {"logging.channels.c.class = FileChannel\nlogging.channels.c.path = " + pipe,
       "logging.channels.c.path: " + pipe + " is a named pipe: name a file"},
  };
  for (const auto& [line, why] : table) {
    configure(text_ + line + "\n");
    for (const auto& finished : {check(), runToEnd({heraldd(), "--check", "--config", config()})}) {
      EXPECT_EQ(finished.code, 78) << line;
      EXPECT_THAT(finished.output, HasSubstr(why)) << line;
    }
  }
}

}  // namespace
}  // namespace herald::testing
