package enum ResizingFilter: String, Sendable, CaseIterable, Codable {
  case nearest, bilinear, bicubic
}
extension ByteImages {
  package func resized(shorterSide: Int, filter: ResizingFilter) -> ByteImages { self }
  package func resized(height: Int, width: Int, filter: ResizingFilter) -> ByteImages { self }
  package func croppedInTheMiddle(height: Int, width: Int) -> ByteImages { self }
}
