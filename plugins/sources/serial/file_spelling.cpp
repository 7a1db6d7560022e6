// SPDX-License-Identifier: Apache-2.0
#include "file_spelling.h"

#include <Poco/String.h>

namespace herald::serial {
namespace {

constexpr std::size_t kShortestCut = 8;  // characters of a name that is cut off; shorter ones are names of their own

std::size_t nameAt(std::string_view path) { return path.find_last_of('/') + 1; }  // npos + 1 is 0: no folder

bool startsLike(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         Poco::icompare(std::string(text.substr(0, start.size())), std::string(start)) == 0;
}

bool isShort(std::string_view name) {
  const std::size_t tilde = name.find('~');
  return tilde != 0 && tilde != std::string_view::npos && tilde + 1 < name.size() && name[tilde + 1] >= '0' &&
         name[tilde + 1] <= '9';
}

/// What FAT keeps of a name for its short name.
std::string kept(std::string_view name) {
  std::string all(name);
  std::erase_if(all, [](char c) { return c == ' ' || c == '.'; });
  return all;
}

/// The part of a short name before its `~`: the beginning of the name, or two characters of it and a hash of four.
bool isStemOf(std::string_view stem, std::string_view name) {
  if (startsLike(name, stem)) return true;
  const bool hash = stem.size() == 6 && stem.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
  return hash && startsLike(name, stem.substr(0, 2));
}

bool isShortNameOf(std::string_view brief, std::string_view name) {
  if (!isShort(brief)) return false;
  const std::size_t dot = name.find_last_of('.'), briefDot = brief.find_last_of('.');
  if (!isStemOf(brief.substr(0, brief.find('~')), kept(name.substr(0, dot)))) return false;
  const bool plain = dot == std::string_view::npos, briefPlain = briefDot == std::string_view::npos;
  if (plain || briefPlain) return plain == briefPlain;
  return startsLike(name.substr(dot + 1), brief.substr(briefDot + 1));
}

bool isCutOf(std::string_view cut, std::string_view name, std::size_t shortest = kShortestCut) {
  return cut.size() >= shortest && cut.size() < name.size() && startsLike(name, cut);
}

std::string_view fuller(std::string_view earlier, std::string_view later, std::size_t shortestCut) {
  if (later.empty()) return earlier;
  const bool poor = isCutOf(later, earlier, shortestCut) || (isShort(later) && !isShort(earlier));
  return poor && !earlier.empty() ? earlier : later;
}

}  // namespace

bool spellOneFile(std::string_view one, std::string_view other) {
  one.remove_prefix(nameAt(one));
  other.remove_prefix(nameAt(other));
  if (one.empty() || other.empty()) return false;
  if (one.size() == other.size() && startsLike(one, other)) return true;
  return isShortNameOf(one, other) || isShortNameOf(other, one) || isCutOf(one, other) || isCutOf(other, one);
}

std::string fullerSpelling(std::string_view earlier, std::string_view later) {
  const std::size_t before = nameAt(earlier), after = nameAt(later);
  std::string path(fuller(earlier.substr(0, before), later.substr(0, after), kShortestCut));
  return path += fuller(earlier.substr(before), later.substr(after), 1);
}

}  // namespace herald::serial
