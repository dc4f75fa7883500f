"""A QR code as a picture in the page: one path, no style attribute, no file and no script."""

import qrcode


def qr_svg(text: str) -> str:
    """The SVG element; each dark square is a step of one path."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    steps = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return (
        f'<svg class="qr" viewBox="0 0 {len(rows)} {len(rows)}" role="img" aria-label="QR code" '
        f'shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>'
        f'<path fill="#000" d="{"".join(steps)}"/></svg>'
    )
