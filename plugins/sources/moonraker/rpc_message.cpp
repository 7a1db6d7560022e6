// SPDX-License-Identifier: Apache-2.0
#include "rpc_message.h"

#include "herald/json.h"
#include "printing/json_values.h"
#include "printing/python_json.h"

namespace herald::moonraker {
namespace {

constexpr double kMostId = 1e9;

}  // namespace

std::optional<RpcMessage> parseRpc(std::string& text) {
  if (!printing::isPythonObject(text)) return std::nullopt;
  RpcMessage message;
  for (const auto& [name, raw] : jsonMembers(text)) {
    if (name == "method") message.method = jsonToText(raw);
    if (name == "id") {
      const auto id = printing::number(raw);
      if (id && *id >= 0 && *id <= kMostId) message.id = static_cast<int>(*id);
    }
    if (name == "params" || name == "result" || name == "error") message.body = raw;
    if (name == "result") message.kind = RpcMessage::Kind::Result;
    if (name == "error") message.kind = RpcMessage::Kind::Error;
  }
  if (message.kind == RpcMessage::Kind::Other && !message.method.empty()) message.kind = RpcMessage::Kind::Notification;
  return message;
}

std::string rpcRequest(int id, std::string_view method, std::string_view params) {
  JsonObject request;
  request.add("jsonrpc", "2.0").add("method", method);
  if (!params.empty()) request.addRaw("params", params);
  return request.add("id", id).text();
}

}  // namespace herald::moonraker
