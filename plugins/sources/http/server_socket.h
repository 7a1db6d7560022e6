// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include "herald/server_certificate.h"

namespace herald::http_source {

/// Opens a socket that listens. With a certificate, which outlives the socket, it speaks TLS; null is plain HTTP.
/// Throws Failure (Retry) that says what to do if the address cannot be used.
Poco::Net::ServerSocket listenAt(const Poco::Net::SocketAddress& address, const ServerCertificate* certificate);

}  // namespace herald::http_source
