// SPDX-License-Identifier: Apache-2.0
#include "http/network_error.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <openssl/err.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace herald::inline v1 {

void throwNetworkError(int error) {
  switch (error) {
    case ECONNREFUSED: throw Poco::Net::ConnectionRefusedException(error);
    case ECONNRESET:
    case EPIPE: throw Poco::Net::ConnectionResetException(error);
    case ECONNABORTED: throw Poco::Net::ConnectionAbortedException(error);
    case ETIMEDOUT: throw Poco::TimeoutException("connection timed out", error);
    default: throw Poco::Net::NetException(std::generic_category().message(error), error);
  }
}

void throwTlsError() {
  const auto error = ERR_get_error();
  if (error == 0) throw Poco::Net::SSLException("the connection was closed");
  std::array<char, 256> text;
  ERR_error_string_n(error, text.data(), text.size());
  ERR_clear_error();
  throw Poco::Net::SSLException(text.data());
}

void throwOver() { throw Poco::TimeoutException(); }

}  // namespace herald::inline v1
