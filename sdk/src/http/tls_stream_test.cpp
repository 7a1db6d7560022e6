// SPDX-License-Identifier: Apache-2.0
// What a TLS server does between and within its messages.
#include <openssl/ssl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "http/testing/test_authority.h"
#include "http/testing/test_client.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestAuthority;
using testing::TestClient;
using testing::TestServer;

/// The server's side of a TLS connection. By OpenSSL itself, since Poco hides its sessions.
class TlsPeer {
 public:
  TlsPeer(SSL_CTX* context, Peer& peer) : ssl_(SSL_new(context), SSL_free) {
    SSL_set_fd(ssl_.get(), peer.socket().impl()->sockfd());
    SSL_accept(ssl_.get());
  }

  /// Reads a request with a body of `bodySize` bytes. `early` is called when its first bytes are there.
  bool request(std::size_t bodySize = 0, const std::function<void()>& early = {}) {
    std::string got;
    while (got.find("\r\n\r\n") == std::string::npos || got.size() - got.find("\r\n\r\n") - 4 < bodySize) {
      std::array<char, 4096> bytes;
      const int count = SSL_read(ssl_.get(), bytes.data(), bytes.size());
      if (count <= 0) return false;
      if (got.empty() && early) early();
      got.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return true;
  }

  void send(std::string_view text) { SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())); }

  /// Asks the client for new keys too, so that it has to write.
  void changeKeys() {
    EXPECT_EQ(SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED), 1);
    EXPECT_EQ(SSL_do_handshake(ssl_.get()), 1);
  }

  void renegotiate() {
    EXPECT_EQ(SSL_renegotiate(ssl_.get()), 1);
    EXPECT_EQ(SSL_do_handshake(ssl_.get()), 1);
    SSL_clear_mode(ssl_.get(), SSL_MODE_AUTO_RETRY);
    char none = 0;
    while (SSL_renegotiate_pending(ssl_.get()) == 1 && SSL_read(ssl_.get(), &none, 0) <= 0 &&
           SSL_get_error(ssl_.get(), -1) == SSL_ERROR_WANT_READ) {
    }
    SSL_set_mode(ssl_.get(), SSL_MODE_AUTO_RETRY);
  }

 private:
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

class TlsStreamTest : public ::testing::Test {
 protected:
  std::string url(const TestServer& server) const { return server.url("/", "https", "localhost"); }
  SSL_CTX* context() { return context_->sslContext(); }

  TestAuthority authority_;
  Poco::Net::Context::Ptr context_ = authority_.serverContext({});
  TestClient client_{Settings::Values{{"tls.ca", authority_.file()}, {"timeout", "60s"}}};
};

TEST_F(TlsStreamTest, AServerMayChangeTheKeysAnywhere) {
  constexpr std::size_t kBody = std::size_t{256} << 10;
  TestServer server([&](Peer& peer) {
    TlsPeer tls(context(), peer);
    for (int i = 0; i < 2; ++i) {
      if (!tls.request(kBody, [&] { tls.changeKeys(); })) return;
      tls.changeKeys();
      tls.send("HTTP/1.1 200 OK\r\nContent-Le");
      tls.changeKeys();
      tls.send("ngth: 2\r\n\r\nok");
    }
    peer.waitForClose();
  });
  const std::string body(kBody, 'x');
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client_.post(url(server), body).body, "ok");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(TlsStreamTest, AServerMayRenegotiateBeforeItsAnswer) {
  SSL_CTX_set_max_proto_version(context(), TLS1_2_VERSION);
  TestServer server([&](Peer& peer) {
    TlsPeer tls(context(), peer);
    for (int i = 0; i < 2; ++i) {
      if (!tls.request()) return;
      tls.renegotiate();
      tls.send(kOk);
    }
    peer.waitForClose();
  });
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client_.get(url(server)).body, "ok");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(TlsStreamTest, AServerWhoseAlertIsLostHasAskedForACertificate) {
  for (const int mode : {SSL_VERIFY_NONE, SSL_VERIFY_PEER}) {
    SSL_CTX_set_verify(context(), mode, nullptr);
    TestServer server([&](Peer& peer) {
      TlsPeer tls(context(), peer);
      tls.request();
      peer.socket().setLinger(true, 0);  // so closing it sends a reset
    });
    const std::string failure = client_.failure(url(server));
    EXPECT_THAT(failure, StartsWith("retry: "));
    EXPECT_EQ(failure.find("set tls.certificate and tls.key") != std::string::npos, mode == SSL_VERIFY_PEER) << failure;
  }
}

/// An answer after which the server closes the connection without a word of TLS.
struct Cut {
  std::string answer, body;
  bool isComplete;
};

TEST_F(TlsStreamTest, ALengthOrALastChunkTellsWhetherAnAnswerWasCut) {
  for (const Cut& cut : {Cut{"HTTP/1.1 200 OK\r\n\r\nall of it", "all of it", true},
                         Cut{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "half", false},
                         Cut{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "half", false}}) {
    TestServer server([&](Peer& peer) {
      TlsPeer tls(context(), peer);
      tls.request();
      tls.send(cut.answer);
    });
    const HttpResponse answer = client_.get(url(server));
    EXPECT_EQ(answer.body, cut.body);
    EXPECT_EQ(answer.incomplete.empty(), cut.isComplete) << answer.incomplete;
  }
}

}  // namespace
}  // namespace herald
