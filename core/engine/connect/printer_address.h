// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/URI.h>

#include <string>

namespace herald::core {

/// The address of a printer as people type it. Every thread may call these functions.

/// With a scheme: "http://octopi.local" for "octopi.local/".
std::string withScheme(const std::string& address);

/// Empty if the text is no address of a web page or of a broker (http, https, mqtt, mqtts).
Poco::URI printerUriOf(const std::string& url);

bool isSameAddress(const Poco::URI& a, const Poco::URI& b);

/// The question whether the port is missing, as a sentence behind another one; empty if the address has one.
std::string portHint(const std::string& url);

/// The default name of a source: "octopi" for http://octopi.local, "octoprint" for an IP address.
std::string sourceNameFor(const std::string& url);

}  // namespace herald::core
