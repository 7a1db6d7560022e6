// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace herald::webhook {

/// The variable `name` for a picture, as a JSON object with the members that `isUsed`, by their paths such as
/// "snapshot.bytes":
///
///   base64   the bytes in Base64
///   bytes    how many they are
///   sha256   their SHA-256, in hexadecimal digits
///
/// Any thread may call it.
std::string pictureVariable(const std::string& name, std::string_view jpeg,
                            const std::function<bool(const std::string& path)>& isUsed);

}  // namespace herald::webhook
