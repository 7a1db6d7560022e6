// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "herald/sink.h"
#include "herald/socket_guard.h"
#include "herald/tcp_connector.h"
#include "herald/vocabulary.h"
#include "mail_templates.h"
#include "smtp_session.h"
#include "smtp_setup.h"
#include "tls_client.h"

namespace herald::email {

/// Sends each event as a mail, with its picture. One connection serves the mails that follow soon after each other.
/// Calls do not overlap.
class EmailSink : public Sink, public Previewer, public TemplateUser, public VocabularyOwner, public Adviser {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Sends each event as a mail, with the picture of the camera."; }
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override;
  Preview preview(const Attempt& attempt) override;  ///< the whole mail, with a short line for the picture
  bool uses(std::string_view variable) const override { return templates_.uses(variable); }
  Vocabulary vocabulary() const override { return templates_.vocabulary(); }
  std::vector<Problem> advice() const override { return setup_.advice(); }

 private:
  MailTemplates::Rendered render(const Attempt& attempt) const;
  Outcome send(const Attempt& attempt, std::optional<Refusal>& refusal);
  std::vector<Refusal> transmit(const Mail& mail, const Attempt& attempt);
  std::vector<Refusal> transmitOver(SmtpSession& session, const Mail& mail, const Attempt& attempt);
  std::unique_ptr<SmtpSession> connect(const Attempt& attempt);
  bool maySendOverKept() const;
  std::string textOf(const Mail& mail) const;
  Outcome lost(const Attempt& attempt, const std::string& how);
  void reportSkipped(const std::vector<Refusal>& refused);
  void reportPicture(const std::string& whyLeftOut);

  Host* host_ = nullptr;
  MailTemplates templates_{};
  SmtpSetup setup_{};
  TlsClient tls_{};
  TcpConnector connector_{};
  std::unique_ptr<SmtpSession> session_{};  ///< open, or null
  Clock::time_point lastUse_{};
  bool leavesPictureOut_ = false;  ///< the last picture was refused
  bool wasCutOff_ = false;         ///< the last mail ended before the server had all of it
};

}  // namespace herald::email
