// SPDX-License-Identifier: Apache-2.0
#include "body_format.h"

#include <Poco/Net/MediaType.h>
#include <Poco/String.h>

#include <string>

#include "cloud_event_request.h"
#include "http_error.h"

namespace herald::http_source {
namespace {

constexpr const char* kSend =
    "send application/json, application/x-ndjson, application/cloudevents+json or application/cloudevents-batch+json";
constexpr const char* kAccept =
    "application/json, application/x-ndjson, application/cloudevents+json, application/cloudevents-batch+json";

/// RFC 9110 §15.5.16: the answer names the types that Herald reads.
HttpError wrongType(const std::string& why) { return {415, why + ": " + kSend, {{"Accept", kAccept}}}; }

BodyFormat formatOfJson(const std::string& type, const HttpHeaders& headers) {
  if (type == "application/cloudevents-batch+json") return BodyFormat::CloudEventBatch;
  if (type == "application/cloudevents+json") return BodyFormat::CloudEvent;
  if (type.starts_with("application/cloudevents")) {
    throw wrongType("cannot read CloudEvents as " + type);
  }
  if (hasAttributes(headers)) return BodyFormat::CloudEventBinary;
  if (type == "application/json") return BodyFormat::Json;
  if (type == "application/x-ndjson" || type == "application/ndjson" || type == "application/jsonl") {
    return BodyFormat::JsonLines;
  }
  throw wrongType(type.empty() ? "the request has no Content-Type" : "cannot read " + type);
}

}  // namespace

BodyFormat formatOf(const HttpHeaders& headers) {
  const auto contentType = std::string(headerValue(headers, "Content-Type"));
  const Poco::Net::MediaType media(contentType.empty() ? "/" : contentType);
  const auto type = contentType.empty() ? "" : Poco::toLower(media.getType() + "/" + media.getSubType());
  const auto format = formatOfJson(type, headers);
  const auto charset = Poco::toLower(media.hasParameter("charset") ? media.getParameter("charset") : "utf-8");
  if (format != BodyFormat::CloudEventBinary && charset != "utf-8" && charset != "us-ascii") {
    throw HttpError(415, "cannot read JSON in " + charset + ": send UTF-8");
  }
  return format;
}

}  // namespace herald::http_source
