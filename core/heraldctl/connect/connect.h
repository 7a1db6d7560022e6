// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "engine/pipeline/http_factory.h"

namespace herald::core::ctl {

struct ConnectRequest {
  std::string url{};   ///< OctoPrint's address, as a browser shows it; without a scheme it is http
  std::string name{};  ///< of the new source; empty: the first part of the host name
  std::string ca{};    ///< a PEM file with the authorities to trust instead of the system's; empty: the system's
};

/// Gets an API key from an OctoPrint, where the user clicks Allow, and tries it. Then writes conf.d/NAME.properties and
/// secrets/NAME (0600) beside `config`; if root runs it, they belong to the service's user.
///
/// It overwrites nothing, and writes both files or none. If it cannot write them, or a source has this address already,
/// it does not ask the user. Returns the exit code; throws std::exception with one sentence.
int connect(const std::filesystem::path& config, const ConnectRequest& request, const HttpFactory& http,
            std::ostream& out);

/// The default name of a source: "octopi" for http://octopi.local, "octoprint" for an IP address.
std::string sourceNameFor(const std::string& url);

}  // namespace herald::core::ctl
