// SPDX-License-Identifier: Apache-2.0
#include "kafka/file_property.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "herald/testing/temporary_folder.h"

namespace herald::kafka {
namespace {

class FileProperty : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::mkfifo(pipe_.c_str(), 0600), 0); }

  const herald::testing::TemporaryFolder folder_;
  const std::string pipe_ = folder_.path() / "pipe", nowhere_ = folder_.path() / "nowhere";
  const std::string file_ = folder_.write("file", "x");
};

TEST_F(FileProperty, SaysWhatIsWrongWithAFileAndWhatToDo) {
  for (const auto* property : {"ssl.keystore.location", "ssl.crl.location", "sasl.kerberos.keytab", "ssl.key.location",
                               "sasl.oauthbearer.assertion.private.key.file"}) {
    EXPECT_EQ(fileFaultOf(property, file_), "") << property;
    EXPECT_EQ(fileFaultOf(property, pipe_), "names `" + pipe_ + "`, which is a named pipe: name a file") << property;
    EXPECT_EQ(fileFaultOf(property, "/dev/null"), "names `/dev/null`, which is a device: name a file") << property;
    EXPECT_EQ(fileFaultOf(property, folder_.path()),
              "names `" + folder_.path().string() + "`, which is a folder: name a file")
        << property;
    EXPECT_EQ(fileFaultOf(property, nowhere_),
              "names `" + nowhere_ + "`, which does not exist: create it, or correct the path")
        << property;
    EXPECT_EQ(fileFaultOf(property, "secrets/k"), "names `secrets/k`, which is a relative path: write the whole path")
        << property;
  }
  EXPECT_EQ(fileFaultOf("ssl.crl.location", file_ + "/x"),
            "names `" + file_ + "/x`, which cannot be read (Not a directory): give it to the daemon's user (chown)");
}

TEST_F(FileProperty, AuthoritiesMayBeAFolderOrSearched) {
  for (const auto* property : {"ssl.ca.location", "https.ca.location"}) {
    EXPECT_EQ(fileFaultOf(property, folder_.path()), "") << property;
    EXPECT_EQ(fileFaultOf(property, "probe"), "") << property;
    EXPECT_EQ(fileFaultOf(property, pipe_), "names `" + pipe_ + "`, which is a named pipe: name a file") << property;
  }
  EXPECT_NE(fileFaultOf("ssl.crl.location", "probe"), "");
}

TEST_F(FileProperty, OtherPropertiesNameNoFile) {
  EXPECT_EQ(fileFaultOf("client.id", pipe_), "");
  EXPECT_EQ(fileFaultOf("sasl.kerberos.principal", pipe_), "");
}

}  // namespace
}  // namespace herald::kafka
