// Says in the page that a passkey did not work; allauth's own script would say it to nobody.
document.addEventListener('allauth.error', event => {
  event.preventDefault()
  document.getElementById('passkey-error').hidden = false
})
