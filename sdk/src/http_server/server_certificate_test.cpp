// SPDX-License-Identifier: Apache-2.0
#include "herald/server_certificate.h"

#include <Poco/Net/SecureStreamSocket.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "herald/outcome.h"
#include "herald/testing/temporary_folder.h"
#include "http/testing/test_authority.h"

namespace herald {
namespace {

using Poco::Net::Context;
using Poco::Net::SecureStreamSocket;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ServerCertificateTest : public ::testing::Test {
 protected:
  /// Puts a new certificate with this name in the place of the old one, as a program that renews it does.
  void renew(const std::string& name) { std::filesystem::rename(authority_.issue({.commonName = name}), file_); }

  ServerCertificate make() {
    return {{.certificate = file_}, "admin.", [this](Level level, std::string_view sentence) {
              reports_.push_back((level == Level::Error ? "error: " : "") + std::string(sentence));
            }};
  }

  /// The name in the certificate that the server shows to a new client.
  static std::string shown(const ServerCertificate& certificate) {
    auto socket = certificate.socket();
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", 0), true, false);
    socket.listen();
    const std::jthread server([&socket] { SecureStreamSocket(socket.acceptConnection()).completeHandshake(); });
    const Context::Ptr context = new Context(Context::TLS_CLIENT_USE, "", Context::VERIFY_NONE);
    SecureStreamSocket client(socket.address(), context);
    client.completeHandshake();
    return client.peerCertificate().commonName();
  }

  testing::TestAuthority authority_;
  const testing::TemporaryFolder folder_;
  const std::string file_ = (folder_.path() / "server.pem").string();
  std::vector<std::string> reports_{};
};

TEST_F(ServerCertificateTest, TheNextConnectionGetsTheNewOne) {
  renew("first");
  const auto certificate = make();
  EXPECT_EQ(shown(certificate), "first");
  EXPECT_THAT(reports_, IsEmpty());
  renew("second");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(shown(certificate), "second");
  EXPECT_THAT(reports_, ElementsAre("has a new certificate"));
}

TEST_F(ServerCertificateTest, GoesOnWithTheOldOneWhileTheFilesAreAtFault) {
  renew("first");
  const auto certificate = make();
  std::filesystem::remove(file_);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(shown(certificate), "first");
  EXPECT_THAT(reports_, ElementsAre("error: goes on with the old certificate: admin.tls.certificate names `" + file_ +
                                    "`, which does not exist: create it, or correct the path"));
  renew("second");
  EXPECT_EQ(shown(certificate), "second");
}

TEST_F(ServerCertificateTest, IsNotMadeOfFilesThatAreAtFault) {
  try {
    make();
    ADD_FAILURE() << "there is no certificate";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_EQ(failure.what(),
              "admin.tls.certificate names `" + file_ + "`, which does not exist: create it, or correct the path");
  }
}

}  // namespace
}  // namespace herald
