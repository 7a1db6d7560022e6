#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <string>

namespace herald::http_source {

/// A socket that listens, with TLS 1.2 or newer if there is a certificate: a PEM file with its chain; its key is in
/// `key`, another PEM file, or in the same one if that is empty. Throws Failure with what to do: Hold where the files
/// are at fault.
Poco::Net::ServerSocket listenAt(const Poco::Net::SocketAddress& address, const std::string& certificate,
                                 const std::string& key);

}  // namespace herald::http_source
