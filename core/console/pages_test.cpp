// SPDX-License-Identifier: Apache-2.0
#include "console/pages.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace herald::core {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string contentOf(const std::filesystem::path& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

std::string unpacked(std::string_view gzip, std::size_t size) {
  std::string plain(size + 1, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return "no zlib";
  const int result = inflate(&stream, Z_FINISH);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return result == Z_STREAM_END ? plain : "not complete";
}

std::vector<std::string> sourceFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(HERALD_CONSOLE_PAGES)) {
    if (entry.is_regular_file())
      files.push_back(std::filesystem::relative(entry.path(), HERALD_CONSOLE_PAGES).string());
  }
  return files;
}

std::string sourceOf(std::string_view file) { return contentOf(std::filesystem::path(HERALD_CONSOLE_PAGES) / file); }

std::string pageText(std::string_view path) {
  const auto* page = findPage(path);
  return page == nullptr ? "no page " + std::string(path) : std::string(page->plain);
}

TEST(ConsolePages, HaveTheContentOfTheFiles) {
  for (const auto& page : consolePages()) {
    if (page.path != "main.js") {
      EXPECT_EQ(page.plain, sourceOf(page.path)) << page.path;
    }
    EXPECT_EQ(unpacked(page.gzip, page.plain.size()), page.plain) << page.path;
  }
}

// Otherwise a browser finds the modules one after the other, and each step costs a way to the daemon and back.
TEST(ConsolePages, HaveEveryModuleInOneFile) {
  const auto modules = pageText("main.js");
  for (const auto& file : sourceFiles()) {
    const bool isModule = (file.ends_with(".js") && !file.ends_with(".iife.min.js")) || file.ends_with(".mjs");
    if (isModule) {
      EXPECT_THAT(modules, HasSubstr("\nmodules['" + file + "'] = (() => {"));
      EXPECT_EQ(findPage(file) == nullptr, file != "main.js") << file;
    } else {
      EXPECT_NE(findPage(file), nullptr) << file;
    }
  }
  EXPECT_THAT(modules, Not(testing::ContainsRegex("\n(import|export) ")));
}

TEST(ConsolePages, AreFoundOnlyByTheirNames) {
  ASSERT_NE(findPage(""), nullptr);
  EXPECT_EQ(findPage(""), findPage("index.html"));
  ASSERT_NE(findPage("vendor/uplot.css"), nullptr);
  for (const auto* path : {"/", "views", "views/", "../CMakeLists.txt", "vendor/../index.html", "%2e%2e/pages.h"}) {
    EXPECT_EQ(findPage(path), nullptr) << path;
  }
}

TEST(ConsolePages, HaveAnEtagOfTheirContent) {
  std::set<std::string_view> tags;
  for (const auto& page : consolePages()) {
    EXPECT_THAT(std::string(page.etag), testing::MatchesRegex("\"[0-9a-f]+\"")) << page.path;
    tags.insert(page.etag);
  }
  EXPECT_EQ(tags.size(), consolePages().size());
}

TEST(ConsolePages, AreSmall) {
  std::size_t plain = 0;
  for (const auto& page : consolePages()) plain += page.plain.size();
  EXPECT_LT(plain, 250'000U);
}

// Each text reaches the page through Preact, where ui.js makes it harmless.
TEST(ConsolePages, SetNoTextPastPreact) {
  for (const auto& file : sourceFiles()) {
    if (file.starts_with("vendor/")) continue;
    const auto text = sourceOf(file);
    for (const auto* word :
         {"textContent", "innerText", "createTextNode", "insertAdjacent", "alert(", "confirm(", "new Notification"}) {
      EXPECT_THAT(text, Not(HasSubstr(word))) << file;
    }
    if (file != "lib/ui.js") {
      EXPECT_THAT(text, Not(HasSubstr("preact.mjs"))) << file;
    }
  }
}

// Nothing from elsewhere, no inline script or style, no HTML from text: the policy forbids it, and so does this.
TEST(ConsolePages, KeepThePolicyThatTheyAreServedWith) {
  for (const auto& file : sourceFiles()) {
    if (file.starts_with("vendor/")) continue;
    const auto text = sourceOf(file);
    for (const auto* word :
         {"innerHTML", "dangerouslySetInnerHTML", "eval(", "new Function", "document.write", "https://"}) {
      EXPECT_THAT(text, Not(HasSubstr(word))) << file;
    }
  }
  const auto index = pageText("index.html");
  EXPECT_THAT(index, Not(HasSubstr("style=")));
  EXPECT_THAT(index, HasSubstr("<script type=\"module\" src=\"main.js\"></script>"));
  EXPECT_THAT(index, Not(HasSubstr("<base")));  // addresses are relative, so it works under a path
}

}  // namespace
}  // namespace herald::core
