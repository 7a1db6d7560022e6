// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/event.h"
#include "herald/http.h"
#include "herald/settings.h"

namespace herald::webhook {

/// The user's choice to send events as CloudEvents 1.0.2 over HTTP
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md). Immutable; any
/// thread may use it.
///
/// The body that a request has becomes the data of the CloudEvent. In the binary mode it stays as it is, and headers
/// hold the attributes. In the structured mode, a JSON document holds both. The attributes are id, source (the device,
/// as a URI reference), type, subject, time, and the extension `device` (the device as it is).
class CloudEventFormat {
 public:
  /// `format` and `cloudevents.mode`.
  static std::vector<Option> options();

  /// The settings, with the event's payload as `data` if the user wants CloudEvents and has set no data.
  static Settings withData(const Settings& settings);

  CloudEventFormat() = default;

  /// Throws BadSettings if the mode does not fit the method, or if a header is one of the CloudEvent.
  explicit CloudEventFormat(const Settings& settings);

  /// Changes the headers and the body of a request. It does nothing in the plain format.
  void apply(HttpRequest& request, const Event& event, const std::string& device) const;

 private:
  enum class Mode { Plain, Binary, Structured };
  Mode mode_ = Mode::Plain;
};

}  // namespace herald::webhook
