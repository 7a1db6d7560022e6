#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "engine/pipeline/http_factory.h"

namespace herald::core::ctl {

struct ConnectRequest {
  std::string url{};   ///< OctoPrint's address, as a browser shows it
  std::string name{};  ///< of the new source; empty: the first part of the host name
  std::string ca{};    ///< a PEM file with the authorities to trust, in place of the system's; empty: none
};

/// Gets an API key of an OctoPrint (the user clicks Allow there), tries it, and writes conf.d/NAME.properties and
/// secrets/NAME (0600) beside `config`; as root they belong to the service's user. Nothing that exists is overwritten,
/// both are written or none, and nobody is asked where they cannot be written. Returns the exit code; throws
/// std::exception with one sentence.
int connect(const std::filesystem::path& config, const ConnectRequest& request, const HttpFactory& http,
            std::ostream& out);

/// What `name` is by default: "octopi" for http://octopi.local, "octoprint" for an address of numbers.
std::string sourceNameFor(const std::string& url);

}  // namespace herald::core::ctl
