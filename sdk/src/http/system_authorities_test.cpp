// SPDX-License-Identifier: Apache-2.0
#include "http/system_authorities.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "herald/testing/temporary_folder.h"
#include "herald/tls.h"
#include "http/testing/test_authority.h"
#include "http/testing/test_client.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using testing::kOk;
using testing::Peer;
using testing::TestAuthority;
using testing::TestClient;
using testing::TestServer;

std::string pem(const std::string& content, const std::string& label = "CERTIFICATE") {
  return "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n";
}

class SystemAuthoritiesTest : public ::testing::Test {
 protected:
  ~SystemAuthoritiesTest() override {
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
  }

  bool isNeedless(const std::string& content) const {
    return isFileNeedless({.file = folder_.write("all.crt", content).string(), .folders = path_});
  }

  testing::TemporaryFolder folder_;
  const std::string path_ = folder_.path().string();
};

TEST_F(SystemAuthoritiesTest, NeedTheirFileUntilTheFolderHasEach) {
  const auto both = "# ours\n" + pem("AA") + pem("BB", "TRUSTED CERTIFICATE");
  EXPECT_FALSE(isNeedless(both));
  folder_.write("4a6481c9.0", pem("AA"));
  EXPECT_FALSE(isNeedless(both));
  folder_.write("4a6481c9.1", "# Theirs\n" + pem("BB", "TRUSTED CERTIFICATE"));
  EXPECT_TRUE(isNeedless(both));
}

TEST_F(SystemAuthoritiesTest, NeedAFileWithAnotherOneHoweverManyTheFolderHas) {
  for (const auto* name : {"AA", "BB", "CC"}) folder_.write("4a6481c9." + std::to_string(*name), pem(name));
  EXPECT_TRUE(isNeedless(pem("BB")));
  EXPECT_FALSE(isNeedless(pem("AA") + pem("Company")));
  EXPECT_FALSE(isNeedless(pem("Company")));
}

TEST_F(SystemAuthoritiesTest, NeedTheFileIfNobodyCanReadTheOneOfTheFolder) {
  std::filesystem::create_symlink(path_ + "/gone", path_ + "/4a6481c9.0");
  EXPECT_FALSE(isNeedless(pem("AA")));
  folder_.write("gone", pem("AA"));
  EXPECT_TRUE(isNeedless(pem("AA")));
}

TEST_F(SystemAuthoritiesTest, CountOnlyWhatOpenSslLooksFor) {
  for (const auto* name : {"4a6481c9.r0", "4a6481c9", "4a6481c9.", "4a6481c9.pem", "4A6481C9.0", "ISRG_Root_X1.0"}) {
    folder_.write(name, pem("AA"));
  }
  folder_.write("4a6481c9.0", pem("BB") + pem("AA"));
  EXPECT_FALSE(isNeedless(pem("AA")));
  EXPECT_TRUE(isNeedless(pem("BB")));
}

TEST_F(SystemAuthoritiesTest, NeedNoFileThatIsNotThere) {
  const auto nowhere = path_ + "/none";
  EXPECT_FALSE(isFileNeedless({.file = nowhere, .folders = path_}));
  folder_.write("4a6481c9.0", pem("AA"));
  EXPECT_TRUE(isFileNeedless({.file = nowhere, .folders = path_}));
}

TEST_F(SystemAuthoritiesTest, NeedTheFileThatSomebodyChose) {
  const auto file = folder_.write("4a6481c9.0", pem("AA")).string();
  EXPECT_FALSE(isFileNeedless({.file = file, .folders = path_, .isFileChosen = true}));
}

TEST_F(SystemAuthoritiesTest, MayBeInSeveralFolders) {
  const testing::TemporaryFolder other;
  other.write("5ad8a5d6.0", pem("BB"));
  folder_.write("4a6481c9.0", pem("AA"));
  const auto file = folder_.write("all.crt", pem("AA") + pem("BB")).string();
  EXPECT_TRUE(isFileNeedless({.file = file, .folders = path_ + ":/nowhere:" + other.path().string()}));
}

TEST_F(SystemAuthoritiesTest, AreWhereTheEnvironmentSays) {
  ::unsetenv("SSL_CERT_FILE");
  ::setenv("SSL_CERT_DIR", "/a:/b", 1);
  EXPECT_EQ(authorityPlaces().folders, "/a:/b");
  EXPECT_FALSE(authorityPlaces().isFileChosen);
  ::setenv("SSL_CERT_FILE", "/c", 1);
  EXPECT_TRUE(authorityPlaces().isFileChosen);
  ::unsetenv("SSL_CERT_DIR");
  EXPECT_EQ(authorityPlaces().folders, X509_get_default_cert_dir());
}

/// How many authorities a context has in memory.
int readBy(const SSL_CTX* context) {
  return sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(context)));
}

TEST_F(SystemAuthoritiesTest, AreReadWhenAServerNeedsThem) {
  TestAuthority authority;
  std::filesystem::create_symlink(authority.file(), folder_.path() / authority.hashName());
  ::unsetenv("SSL_CERT_FILE");
  // With those of the system, which its file has.
  ::setenv("SSL_CERT_DIR", (path_ + ":" + X509_get_default_cert_dir()).c_str(), 1);

  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  EXPECT_TRUE(trustSystemAuthorities(context.get()));
  EXPECT_EQ(readBy(context.get()), 0);

  TestServer server([context = authority.serverContext({})](Peer& peer) {
    peer.startTls(context);
    while (peer.request()) peer.send(kOk);
  });
  EXPECT_EQ(TestClient().failure(server.url("/", "https", "localhost")), "no failure");
}

}  // namespace
}  // namespace herald
