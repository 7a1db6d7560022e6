// SPDX-License-Identifier: Apache-2.0
// Text of any bytes: what a person sees is harmless, and JSON keeps its meaning.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/field_limits.h"
#include "herald/json.h"
#include "herald/safe_text.h"
#include "herald/testing/require.h"
#include "herald/text.h"

namespace {

using namespace herald;

using herald::testing::require;

void checkSafe(std::string_view text) {
  const auto safe = safeText(text);
  require(safeText(safe) == safe && safeLines(safe) == safe);
  require(!firstNotUtf8(safe) && !firstHidden(safe, Hidden::InProse));
  for (const char c : safeLines(text)) require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
  if (firstNotUtf8(text)) return;
  require(jsonToText(safeText(jsonQuote(text))) == text);
}

void checkCut(std::string_view text) {
  for (const auto count : {Count::Bytes, Count::Characters}) {
    const auto cut = cutText(text, 16, count);
    require(cut.size() <= 16 * 4);
    if (count == Count::Bytes) require(cut.size() <= 16);
    if (!firstNotUtf8(text)) require(!firstNotUtf8(cut));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  checkSafe(text);
  checkCut(text);
  firstHidden(text, Hidden::Any);
  require(withoutEdges(withoutEdges(text)) == withoutEdges(text));
  return 0;
}
