// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::inline v1 {

/// Throws Poco's exception for an errno of a socket.
[[noreturn]] void throwNetworkError(int error);

/// Throws Poco's SSLException for the first error that OpenSSL has noted in this thread.
[[noreturn]] void throwTlsError();

/// Throws Poco's TimeoutException: a limit was over. httpFailure() says which.
[[noreturn]] void throwOver();

}  // namespace herald::inline v1
