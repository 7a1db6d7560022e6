// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "engine/pipeline/http_factory.h"

namespace herald::core::ctl {

struct ConnectRequest {
  std::string
      url{};  ///< the printer's address, as a browser shows it; without a scheme it is http; mqtt:// for a broker
  std::string name{};     ///< of the new source; empty: the first part of the host name
  std::string ca{};       ///< a PEM file with the authorities to trust instead of the system's; empty: the system's
  std::string keyFile{};  ///< a file with the API key of a Moonraker that wants one
  std::string user{};     ///< of a broker
  std::string passwordFile{};  ///< a file with the password of that user
  std::string preset{};        ///< what publishes at the broker
};

/// The secret in a file, without blanks and line ends around it; empty without a file. Throws std::system_error.
std::string secretIn(const std::string& file);

/// Finds out what is behind the address: an OctoPrint, where the user clicks Allow for an API key, a Moonraker, or an
/// MQTT broker. Tries it. Then writes conf.d/NAME.properties and, if there is a secret, secrets/NAME (0600) beside
/// `config`; if root runs it, they belong to the service's user.
///
/// It overwrites nothing, and writes both files or none. If it cannot write them, or a source has this address already,
/// it does not ask the user. Returns the exit code; throws std::exception with one sentence.
int connect(const std::filesystem::path& config, const ConnectRequest& request, const HttpFactory& http,
            std::ostream& out);

}  // namespace herald::core::ctl
