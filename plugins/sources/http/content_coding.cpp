// SPDX-License-Identifier: Apache-2.0
#include "content_coding.h"

#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <zlib.h>

#include <array>
#include <utility>

#include "http_error.h"

namespace herald::http_source {
namespace {

constexpr std::size_t kMostCodings = 2;
constexpr int kGzip = 16 + MAX_WBITS;  // the window bits of inflateInit2 say the format too
constexpr int kZlib = MAX_WBITS;
constexpr int kBare = -MAX_WBITS;

/// A decompressor of zlib.
class Inflater {
 public:
  /// `body` has to outlive it.
  Inflater(std::string& body, int format) {
    stream.next_in = reinterpret_cast<Bytef*>(body.data());
    stream.avail_in = static_cast<uInt>(body.size());
    if (inflateInit2(&stream, format) != Z_OK) throw HttpError(503, "no memory is left to decode the body");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

/// A zlib frame begins with its method, 8, and the first two bytes are a multiple of 31 (RFC 1950 §2.2).
bool hasZlibFrame(const std::string& body) {
  if (body.size() < 2) return true;
  const auto first = static_cast<unsigned char>(body[0]);
  const auto second = static_cast<unsigned char>(body[1]);
  return (first & 0x0F) == Z_DEFLATED && (first * 256 + second) % 31 == 0;
}

int formatOf(ContentCoding coding, const std::string& body) {
  if (coding == ContentCoding::Gzip) return kGzip;
  return hasZlibFrame(body) ? kZlib : kBare;
}

std::string inflated(std::string body, int format, std::size_t most) {
  Inflater inflater(body, format);
  z_stream& stream = inflater.stream;
  std::string result;
  std::array<char, 16 * 1024> piece;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int code = inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = piece.size() - stream.avail_out;
    if (count > most - result.size()) {
      throw HttpError(413, "the decoded body is larger than " + std::to_string(most) + " bytes: send several requests");
    }
    result.append(piece.data(), count);
    if (code == Z_BUF_ERROR) throw HttpError(400, "the compressed body breaks off: send the request again");
    if (code == Z_STREAM_END && stream.avail_in == 0) return result;
    const bool hasMore = code == Z_STREAM_END && format == kGzip && inflateReset(&stream) == Z_OK;  // RFC 1952 §2.2
    if (code != Z_OK && !hasMore) throw HttpError(400, "the body is not in the coding of Content-Encoding");
  }
}

}  // namespace

std::vector<ContentCoding> codingsOf(const HttpHeaders& headers) {
  std::vector<ContentCoding> codings;
  for (const auto& [name, value] : headers) {
    if (Poco::icompare(name, "Content-Encoding") != 0) continue;
    using Poco::StringTokenizer;
    for (const auto& word :
         StringTokenizer(value, ",", StringTokenizer::TOK_TRIM | StringTokenizer::TOK_IGNORE_EMPTY)) {
      const auto coding = Poco::toLower(word);
      if (coding == "identity") continue;
      const bool isGzip = coding == "gzip" || coding == "x-gzip";
      if ((!isGzip && coding != "deflate") || codings.size() == kMostCodings) {
        throw HttpError(415, "cannot read Content-Encoding " + value + ": send gzip, deflate or no coding",
                        {{"Accept-Encoding", "gzip, deflate"}});
      }
      codings.push_back(isGzip ? ContentCoding::Gzip : ContentCoding::Deflate);
    }
  }
  return codings;
}

std::string decoded(std::string body, const std::vector<ContentCoding>& codings, std::size_t most) {
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    const int format = formatOf(*coding, body);
    body = inflated(std::move(body), format, most);
  }
  return body;
}

}  // namespace herald::http_source
