import Foundation
import Interchange

extension ModelsReport {
  /// What another command found about the errors: its numbers, and the pictures that it drew.
  package struct Exhibit: Sendable {
    /// A picture from a file, as it stands there.
    package enum Picture: Sendable {
      case png([UInt8], words: String)
      /// Whole documents: they are shown like pictures, so that nothing in them acts on the page.
      case svg(String, words: String)
    }

    package var title: String
    package var paragraphs: [String]
    package var tables: [Table]
    package var pictures: [Picture]

    package init(
      _ title: String, _ paragraphs: [String], tables: [Table] = [], pictures: [Picture] = []
    ) {
      self.title = title
      self.paragraphs = paragraphs
      self.tables = tables
      self.pictures = pictures
    }
  }

  var exhibitSection: String? {
    if exhibits.isEmpty { return nil }
    return exhibits.map { exhibit in
      "<div class=\"finding\"><h3>\(Markup.escaped(exhibit.title))</h3>"
        + exhibit.paragraphs.map(ReportPage.paragraph).joined()
        + exhibit.tables.map(markup).joined()
        + exhibit.pictures.map(Self.markup).joined() + "</div>"
    }.joined(separator: "\n")
  }

  private static func dataURI(_ svg: String) -> String {
    "data:image/svg+xml;base64," + Data(svg.utf8).base64EncodedString()
  }

  private static func markup(_ picture: Exhibit.Picture) -> String {
    let (source, words) =
      switch picture {
      case .png(let bytes, let words): (PNG.dataURI(bytes), words)
      case .svg(let text, let words): (dataURI(text), words)
      }
    return "<figure class=\"wide exhibit\"><div class=\"scroll\">"
      + "<img src=\"\(source)\" alt=\"\(Markup.escaped(words))\"/></div>"
      + "<figcaption>\(Markup.escaped(words))</figcaption></figure>"
  }
}
