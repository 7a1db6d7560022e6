// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::moonraker {

/// One message of Moonraker's JSON-RPC 2.0. The views point into the parsed text.
struct RpcMessage {
  enum class Kind : std::uint8_t { Notification, Result, Error, Other };
  Kind kind = Kind::Other;
  int id = 0;               ///< of a result or an error: the id of its request; 0 if there is none
  std::string method{};     ///< of a notification, such as notify_status_update
  std::string_view body{};  ///< the raw params, result or error
};

/// Returns nothing if `text` is not a JSON object. A number that JSON does not have, such as NaN, becomes null in
/// `text`.
std::optional<RpcMessage> parseRpc(std::string& text);

/// A request as text. `params` is a raw JSON object; empty: none.
std::string rpcRequest(int id, std::string_view method, std::string_view params);

}  // namespace herald::moonraker
