// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mail_socket.h"
#include "smtp_setup.h"
#include "tls_client.h"

namespace herald::email {

/// What the mail server says. A value.
struct Reply {
  int code = 0;
  std::vector<std::string> lines{};  ///< without the code

  std::string text() const;      ///< the code and all lines, on one line
  std::string enhanced() const;  ///< "5.1.1" (RFC 3463); empty if there is none
};

/// What the client has asked for.
enum class Step : std::uint8_t { Greeting, Hello, StartTls, Login, Sender, Recipient, Data, Content };

/// The server said no.
class Refusal : public std::runtime_error {
 public:
  Refusal(Step step, Reply reply, std::string about = {});
  Step step() const { return step_; }
  const Reply& reply() const { return reply_; }
  const std::string& about() const { return about_; }  ///< the address, for Sender and Recipient

 private:
  Step step_;
  Reply reply_;
  std::string about_;
};

/// Who sends a mail to whom, for the server.
struct Envelope {
  std::string from{};
  std::vector<std::string> to{};
};

/// One dialogue with a mail server (RFC 5321). It blocks without limit: guard fd() with a SocketGuard. For one thread
/// at a time. After any exception but a Refusal, destroy it.
class SmtpSession {
 public:
  /// How far the current mail is.
  enum class Progress : std::uint8_t {
    None,
    Begun,  ///< the server has accepted its sender
    Sent,   ///< the server has its end, and perhaps keeps it
  };

  /// `socket` is connected. `setup` must outlive the session.
  SmtpSession(FileDescriptor socket, const SmtpSetup& setup) : socket_(std::move(socket)), setup_(setup) {}

  /// Says goodbye, and does not wait for an answer.
  ~SmtpSession();
  SmtpSession(const SmtpSession&) = delete;
  SmtpSession& operator=(const SmtpSession&) = delete;

  /// Takes the greeting, starts TLS and logs in. Throws Refusal, ConnectionLost, and Failure with Hold if the peer is
  /// no mail server or offers less than the user wants.
  void open(TlsClient& tls);

  /// Sends a mail. It goes to the recipients that the server accepts. Returns the refusals of the others. Throws
  /// Refusal if there is no such recipient, if the server refuses one for the moment, or refuses the mail; and Failure,
  /// ConnectionLost.
  std::vector<Refusal> send(const Envelope& envelope, std::string_view message);

  int fd() const { return socket_.fd(); }
  bool isQuiet() const { return socket_.isQuiet(); }
  Progress progress() const { return progress_; }
  std::string protocol() const { return socket_.protocol(); }

 private:
  void hello();
  void secure(TlsClient& tls);
  void logIn();
  std::vector<Refusal> address(const Envelope& envelope, std::size_t size);
  void transmit(std::string_view message);
  Reply ask(std::string_view command);
  Reply readReply();
  Reply expect(Step step, int kind, Reply reply, const std::string& about = {}) const;
  bool offers(const std::string& extension) const { return extensions_.contains(extension); }

  MailSocket socket_;
  const SmtpSetup& setup_;
  std::set<std::string> extensions_{};  ///< their names, in capitals
  std::vector<std::string> logins_{};   ///< the methods that the server offers
  std::size_t mostBytes_ = 0;           ///< the largest mail; 0 if the server does not say
  bool isOpen_ = false, hasSent_ = false;
  Progress progress_ = Progress::None;
};

}  // namespace herald::email
