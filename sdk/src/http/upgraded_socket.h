// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <memory>

#include "http/connection.h"

namespace herald::inline v1 {

/// Poco's socket of a connection that goes on to speak another protocol. It blocks, and speaks TLS if the connection
/// does. Throws std::system_error.
Poco::Net::StreamSocket upgradedSocket(std::unique_ptr<Connection> connection);

}  // namespace herald::inline v1
