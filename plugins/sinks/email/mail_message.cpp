// SPDX-License-Identifier: Apache-2.0
#include "mail_message.h"

#include <Poco/Ascii.h>
#include <Poco/Base64Encoder.h>
#include <Poco/Checksum.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/QuotedPrintableEncoder.h>
#include <Poco/NumberFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <sstream>

#include "header_text.h"

namespace herald::email {
namespace {

/// The text with CR LF at each line's end, also the last one.
std::string withLineEnds(std::string_view text) {
  std::string lines;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') lines += '\r';
    lines += c;
  }
  return lines.ends_with('\n') ? lines : lines + "\r\n";
}

std::string quotedPrintable(std::string_view text) {
  std::ostringstream out;
  Poco::Net::QuotedPrintableEncoder encoder(out);
  encoder << withLineEnds(text);
  encoder.close();
  return out.str();
}

std::string textPart(const std::string& type, std::string_view text) {
  return "Content-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
         quotedPrintable(text);
}

std::string picturePart(const Mail& mail) {
  return "Content-Type: image/jpeg; name=\"snapshot.jpg\"\r\n"
         "Content-Disposition: " +
         std::string(mail.isPictureInline ? "inline" : "attachment") +
         "; filename=\"snapshot.jpg\"\r\n"
         "Content-ID: <snapshot." +
         mail.id + ">\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodedPicture(*mail.picture);
}

/// A part of several parts. Neither Base64 nor quoted-printable has `=_`, so no content can hold the boundary.
std::string multipart(const std::string& kind, const std::vector<std::string>& parts) {
  const std::string boundary = "=_" + kind;
  std::string text = "Content-Type: multipart/" + kind + (kind == "related" ? "; type=\"text/html\"" : "") +
                     "; boundary=\"" + boundary + "\"\r\n\r\n";
  for (const std::string& part : parts) text += "--" + boundary + "\r\n" + part;
  return text + "--" + boundary + "--\r\n";
}

std::string content(const Mail& mail) {
  std::string body = textPart("text/plain", mail.text);
  if (!mail.html.empty()) {
    std::string html = textPart("text/html", mail.html);
    if (mail.picture && mail.isPictureInline) html = multipart("related", {html, picturePart(mail)});
    body = multipart("alternative", {body, html});
  }
  if (mail.picture && !mail.isPictureInline) body = multipart("mixed", {body, picturePart(mail)});
  return body;
}

std::string dateOf(std::chrono::system_clock::time_point time) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
  return Poco::DateTimeFormatter::format(Poco::Timestamp(micros), "%w, %e %b %Y %H:%M:%S +0000");
}

}  // namespace

std::vector<std::string> Mail::recipients() const {
  std::vector<std::string> all;
  for (const auto* list : {&to, &cc, &bcc}) {
    for (const Mailbox& mailbox : *list) {
      if (std::ranges::find(all, mailbox.address) == all.end()) all.push_back(mailbox.address);
    }
  }
  return all;
}

std::string messageIdFor(std::string_view eventId, const Mail& mail) {
  Poco::Checksum receivers;
  for (const std::string& address : mail.recipients()) receivers.update(address + "\n");
  std::string id;
  for (const char c : eventId) id += Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(c)) || c == '-' ? c : '_';
  return id + "." + Poco::NumberFormatter::formatHex(receivers.checksum(), 8) + "@" + domainOf(mail.from.address);
}

std::string pictureAddress(const Mail& mail) { return "cid:snapshot." + mail.id; }

std::string encodedPicture(std::string_view picture) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(76);
  encoder.write(picture.data(), static_cast<std::streamsize>(picture.size()));
  encoder.close();
  return out.str() + "\r\n";
}

std::string compose(const Mail& mail) {
  std::string head = headerField("Date", dateOf(mail.time)) + headerField("From", std::vector{mail.from});
  if (!mail.to.empty()) head += headerField("To", mail.to);
  if (!mail.cc.empty()) head += headerField("Cc", mail.cc);
  if (!mail.replyTo.empty()) head += headerField("Reply-To", mail.replyTo);
  head += headerField("Subject", mail.subject);
  head += "Message-ID: <" + mail.id + ">\r\nAuto-Submitted: auto-generated\r\n";
  for (const auto& [name, text] : mail.headers) head += headerField(name, text);
  return head + "MIME-Version: 1.0\r\n" + content(mail);
}

}  // namespace herald::email
