// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <string>

namespace herald::http_source {

/// Opens a socket that listens. It speaks TLS 1.2 or newer if `certificate` names a PEM file with a certificate and its
/// chain. `key` names the PEM file of the key; if it is empty, the key is in the certificate's file. Throws Failure
/// that says what to do: Hold if a file is at fault, Retry if the address cannot be used.
Poco::Net::ServerSocket listenAt(const Poco::Net::SocketAddress& address, const std::string& certificate,
                                 const std::string& key);

}  // namespace herald::http_source
