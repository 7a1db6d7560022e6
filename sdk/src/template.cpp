// SPDX-License-Identifier: Apache-2.0
#include "herald/template.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "template_code.h"

namespace herald::inline v1 {

namespace {

constexpr std::string_view kNothing = R"("")";

void appendEncoded(std::string& out, std::string_view raw, Encoding encoding, Encoder encoder) {
  if (encoding == Encoding::Own)
    out += encoder(jsonToText(raw));
  else
    appendValue(out, raw, encoding);
}

// Appends the value of the longest variable before a dash of the path, and the rest of the path as text. False if no
// such variable exists.
bool appendShorter(std::string& out, const Piece& piece, Encoder encoder, const Lookup& lookup) {
  const std::string_view path = piece.path;
  for (auto dash = path.rfind('-'); dash != path.npos; dash = path.rfind('-', dash - 1)) {
    const auto raw = lookup(path.substr(0, dash));
    if (raw.empty()) continue;
    const bool whole = piece.encoding == Encoding::JsonValue;
    if (whole) out += '"';
    appendEncoded(out, raw, whole ? Encoding::JsonString : piece.encoding, encoder);
    out += path.substr(dash);
    if (whole) out += '"';
    return true;
  }
  return false;
}

void append(std::string& out, const Piece& piece, Encoder encoder, const Lookup& lookup,
            std::vector<std::string>* missing) {
  auto raw = lookup(piece.path);
  if (raw.empty() && !piece.braced && appendShorter(out, piece, encoder, lookup)) return;
  if (piece.fallback && (raw.empty() || raw == "null")) {
    raw = *piece.fallback;
  } else if (raw.empty()) {
    if (missing && std::ranges::find(*missing, piece.path) == missing->end()) missing->push_back(piece.path);
    raw = kNothing;
  }
  appendEncoded(out, raw, piece.encoding, encoder);
}

}  // namespace

BadTemplate::BadTemplate(const std::string& what) : std::runtime_error(what) {}
BadTemplate::~BadTemplate() = default;

struct Template::Code {
  std::vector<Piece> pieces{};
  Encoder encoder = nullptr;  // of the pieces with Encoding::Own

  std::string render(const Lookup& lookup, std::vector<std::string>* missing) const {
    std::string out;
    for (const auto& piece : pieces) {
      out += piece.before;
      if (!piece.path.empty()) append(out, piece, encoder, lookup, missing);
    }
    return out;
  }
};

Template::Template() : Template("", Place::Text) {}

Template::Template(std::string_view text, Place place) : code_(std::make_shared<Code>(Code{compile(text, place)})) {}

Template::Template(std::string_view text, Encoder encoder) {
  auto code = std::make_shared<Code>(Code{compile(text, Place::Text), encoder});
  for (auto& piece : code->pieces) piece.encoding = Encoding::Own;
  code_ = std::move(code);
}

std::string Template::render(const Lookup& lookup) const { return code_->render(lookup, nullptr); }

std::string Template::render(const Lookup& lookup, std::vector<std::string>& missing) const {
  missing.clear();
  return code_->render(lookup, &missing);
}

bool Template::uses(std::string_view variable) const {
  return std::ranges::any_of(code_->pieces, [&](const Piece& piece) {
    const std::string_view path = piece.path;
    if (!path.starts_with(variable) || variable.empty()) return false;
    const auto rest = path.substr(variable.size());
    return rest.empty() || rest.front() == '.' || (rest.front() == '-' && !piece.braced);
  });
}

}  // namespace herald::inline v1
