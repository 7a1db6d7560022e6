// SPDX-License-Identifier: Apache-2.0
#include "http/connection.h"

#include <Poco/Exception.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "http/network_error.h"

namespace herald::inline v1 {

Connection::Connection(EngineSocket socket) : socket_(std::move(socket)), channel_(socket_->fd()) {}

// One coroutine for all of it: nearly every request is sent at once, and its answer arrives in one piece.
Task<HttpResponse> Connection::exchange(std::string_view method, std::string_view head, std::string_view body,
                                        std::size_t mostAnswer, const Limit& limit) {
  ++exchanges_;
  reusable_ = false;
  reader_ = AnswerReader(method, mostAnswer);
  // A server may answer (413, for example) before it has read the whole request, and read no more of it. Its answer
  // counts, also if the time is over when the rest could not be sent.
  std::exception_ptr unsent;
  try {
    while (!head.empty() || !body.empty()) {
      const auto [count, waitsFor] = channel_.send(head, body);
      const std::size_t ofHead = std::min(count, head.size());
      head.remove_prefix(ofHead);
      body.remove_prefix(count - ofHead);
      if (waitsFor == 0) continue;
      const bool isReady = co_await until(waitsFor, limit);
      if (!isReady) throwOver();
    }
  } catch (const Poco::Exception&) {
    unsent = std::current_exception();
  }
  try {
    for (std::uint32_t waitsFor = unsent ? readSome() : EPOLLIN; waitsFor != 0; waitsFor = readSome()) {
      const bool isReady = co_await until(waitsFor, limit);  // also if there is more: others have their turn
      if (!isReady) throwOver();
    }
  } catch (const std::exception&) {
    if (unsent && reader_.status() < 200) std::rethrow_exception(unsent);
    throw;
  }
  reusable_ = !unsent && reader_.keepsConnection();
  co_return reader_.take();
}

/// Returns the event to wait for; 0 if the answer is complete.
std::uint32_t Connection::readSome() {
  std::array<char, 16 * 1024> buffer;
  const auto [count, waitsFor] = channel_.receive(buffer.data(), buffer.size());
  if (count > 0)
    reader_.feed({buffer.data(), count});
  else if (waitsFor == 0)
    reader_.end();
  if (reader_.isDone()) return 0;
  if (waitsFor != 0) return waitsFor;
  return channel_.hasMore() ? EPOLLOUT : EPOLLIN;  // epoll does not report what has been decrypted
}

}  // namespace herald::inline v1
