// SPDX-License-Identifier: Apache-2.0
#include "http/system_authorities.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

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

constexpr const char* kTwo =
    "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"
    "# one of ours\n-----BEGIN TRUSTED CERTIFICATE-----\nAA\n-----END TRUSTED CERTIFICATE-----\n";

class SystemAuthoritiesTest : public ::testing::Test {
 protected:
  ~SystemAuthoritiesTest() override {
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
  }

  testing::TemporaryFolder folder_;
  const std::string path_ = folder_.path().string();
  const std::string file_ = folder_.write("all.crt", kTwo).string();
};

TEST_F(SystemAuthoritiesTest, NeedTheirFileUntilTheFoldersHaveAsMany) {
  EXPECT_FALSE(isFileNeedless({.file = file_, .folders = path_}));
  folder_.write("4a6481c9.0", "");
  EXPECT_FALSE(isFileNeedless({.file = file_, .folders = path_}));
  folder_.write("4a6481c9.1", "");
  EXPECT_TRUE(isFileNeedless({.file = file_, .folders = path_}));
}

TEST_F(SystemAuthoritiesTest, CountTheNamesThatOpenSslLooksFor) {
  for (const auto* name : {"4a6481c9.r0", "4a6481c9", "4a6481c9.", "4a6481c9.pem", "4A6481C9.0", "ISRG_Root_X1.0"}) {
    folder_.write(name, "");
  }
  EXPECT_FALSE(isFileNeedless({.file = path_ + "/none", .folders = path_}));
}

TEST_F(SystemAuthoritiesTest, NeedNoFileThatIsNotThere) {
  folder_.write("4a6481c9.0", "");
  EXPECT_TRUE(isFileNeedless({.file = path_ + "/none", .folders = path_}));
}

TEST_F(SystemAuthoritiesTest, NeedTheFileThatSomebodyChose) {
  folder_.write("4a6481c9.0", "");
  folder_.write("4a6481c9.1", "");
  EXPECT_FALSE(isFileNeedless({.file = file_, .folders = path_, .isFileChosen = true}));
}

TEST_F(SystemAuthoritiesTest, MayBeInSeveralFolders) {
  const testing::TemporaryFolder other;
  other.write("5ad8a5d6.0", "");
  folder_.write("4a6481c9.0", "");
  EXPECT_TRUE(isFileNeedless({.file = file_, .folders = path_ + ":/nowhere:" + other.path().string()}));
}

TEST_F(SystemAuthoritiesTest, AreWhereTheEnvironmentSays) {
  ::unsetenv("SSL_CERT_FILE");
  ::setenv("SSL_CERT_DIR", "/a:/b", 1);
  EXPECT_EQ(authorityPlaces().folders, "/a:/b");
  EXPECT_FALSE(authorityPlaces().isFileChosen);
  ::setenv("SSL_CERT_FILE", file_.c_str(), 1);
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
  // More than the system has, so that its file is needless.
  for (int i = 0; i < 2000; ++i) folder_.write("0000" + std::to_string(1000 + i) + ".0", "");
  ::unsetenv("SSL_CERT_FILE");
  ::setenv("SSL_CERT_DIR", path_.c_str(), 1);

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
