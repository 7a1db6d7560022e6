// SPDX-License-Identifier: Apache-2.0
#include "rpc_message.h"

#include <gtest/gtest.h>

namespace herald::moonraker {
namespace {

using RpcKind = RpcMessage::Kind;

TEST(RpcMessage, TellsNotificationsFromAnswers) {
  struct Row {
    std::string text;
    RpcKind kind;
    int id;
    std::string body;
  };
  for (const Row& row :
       {Row{R"({"jsonrpc":"2.0","method":"notify_klippy_ready"})", RpcKind::Notification, 0, ""},
        Row{R"({"method":"notify_gcode_response","params":["ok"]})", RpcKind::Notification, 0, R"(["ok"])"},
        Row{R"({"result":{"a":NaN},"id":4})", RpcKind::Result, 4, R"({"a":null})"},
        Row{R"({"error":{"code":503},"id":6})", RpcKind::Error, 6, R"({"code":503})"},
        Row{R"({"id":-1})", RpcKind::Other, 0, ""}, Row{"{}", RpcKind::Other, 0, ""}}) {
    std::string text = row.text;
    const auto message = parseRpc(text);
    ASSERT_TRUE(message) << row.text;
    EXPECT_EQ(message->kind, row.kind) << row.text;
    EXPECT_EQ(message->id, row.id) << row.text;
    EXPECT_EQ(message->body, row.body) << row.text;
  }
  for (std::string text : {"", "[]", "7", "{"}) EXPECT_FALSE(parseRpc(text)) << text;
}

TEST(RpcMessage, WritesRequests) {
  EXPECT_EQ(rpcRequest(3, "server.info", {}), R"({"jsonrpc":"2.0","method":"server.info","id":3})");
  EXPECT_EQ(rpcRequest(4, "a", R"({"b":1})"), R"({"jsonrpc":"2.0","method":"a","params":{"b":1},"id":4})");
}

}  // namespace
}  // namespace herald::moonraker
